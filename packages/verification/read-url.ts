import { InputProblem } from '#base/input-kinds';

/** An http or https address. User and password belong into a header, where they are not shown. Throws `InputProblem`. */
export function readUrl(text: string): URL {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InputProblem('is not a URL that starts with http:// or https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw new InputProblem('holds a user name or password: write them as an Authorization header');
  }
  return url;
}
