// Says whether the API answers, and with which version. Its address was put into the page when the image was built.
const show = (id, text) => {
  document.getElementById(id).textContent = text;
};

try {
  const answer = await fetch(document.getElementById('api').href);
  const { status, version } = await answer.json();
  show('state', answer.ok ? `${status}, version ${version}` : `answers ${answer.status}`);
} catch {
  show('state', 'does not answer');
}
