import type { ApiResponse, CommitResource, Release } from './model.ts';
import { paginate } from './paginate.ts';
import { commitOf, nextId } from './repository.ts';
import { idIn, type Operation, type Route, route, textIn } from './route.ts';
import { invalid, json, notFound, refusal } from './texts.ts';

/** https://docs.github.com/en/rest/releases/releases, …/git/refs, …/commits/commits */
export const contentRoutes: readonly Route[] = [
  route('GET /releases', ['contents', 'read'], (operation) =>
    paginate(operation, operation.repository.releases.toReversed()),
  ),
  route('POST /releases', ['contents', 'write'], createRelease),
  route('GET /releases/tags/:tag*', ['contents', 'read'], ({ repository, parts }) => {
    const tag = decodeURIComponent(parts.tag ?? '');
    const one = repository.releases.find((release) => release.tag_name === tag && !release.draft);
    return one === undefined ? notFound() : json(200, one);
  }),
  route('PATCH /releases/:id', ['contents', 'write'], updateRelease),
  route('GET /git/ref/:ref*', ['contents', 'read'], ({ repository, parts }) => {
    const ref = `refs/${decodeURIComponent(parts.ref ?? '')}`;
    const sha = repository.refs.get(ref);
    return sha === undefined ? notFound() : json(200, { ref, object: { type: 'commit', sha } });
  }),
  route('POST /git/refs', ['contents', 'write'], ({ repository, body }) => {
    const [ref, sha] = [textIn(body, 'ref') ?? '', textIn(body, 'sha') ?? ''];
    if (!/^refs\/[^/]+\/.+/.test(ref)) return refusal(422, `Reference name is invalid: ${ref}`);
    if (repository.refs.has(ref)) return refusal(422, 'Reference already exists');
    if (commitOf(repository, sha) === undefined) return refusal(422, 'Object does not exist');
    repository.refs.set(ref, sha);
    return json(201, { ref, object: { type: 'commit', sha } });
  }),
  route('GET /compare/:range*', ['contents', 'read'], compare),
  route('GET /commits/:ref*', ['contents', 'read'], ({ repository, parts }) => {
    const ref = decodeURIComponent(parts.ref ?? '');
    const sha = commitOf(repository, ref);
    const known = repository.commits.find((one) => one.sha === sha);
    return known === undefined ? refusal(422, `No commit found for SHA: ${ref}`) : json(200, shown(known));
  }),
];

/** The tag is made when it is not there, on `target_commitish`. */
function createRelease({ state, repository, body, now, origin }: Operation): ApiResponse {
  const tag = textIn(body, 'tag_name');
  if (tag === undefined) return invalid('Release', 'tag_name', 'missing_field');
  if (repository.releases.some((one) => one.tag_name === tag && !one.draft)) {
    return invalid('Release', 'tag_name', 'already_exists');
  }
  const target = textIn(body, 'target_commitish') ?? 'main';
  const sha = repository.refs.get(`refs/tags/${tag}`) ?? commitOf(repository, target);
  if (sha === undefined) return invalid('Release', 'target_commitish', 'invalid');
  repository.refs.set(`refs/tags/${tag}`, sha);
  const id = nextId(state);
  const one: Release = {
    id,
    tag_name: tag,
    target_commitish: target,
    name: textIn(body, 'name') ?? null,
    body: textIn(body, 'body') ?? null,
    draft: body.draft === true,
    prerelease: body.prerelease === true,
    created_at: now,
    published_at: now,
    url: `${origin}/repos/${repository.name}/releases/${id}`,
    html_url: `https://github.com/${repository.name}/releases/tag/${tag}`,
  };
  repository.releases.push(one);
  return json(201, one);
}

function updateRelease({ repository, parts, body }: Operation): ApiResponse {
  const one = repository.releases.find(({ id }) => id === idIn(parts));
  if (one === undefined) return notFound();
  for (const name of ['name', 'body'] as const) one[name] = textIn(body, name) ?? one[name];
  for (const name of ['draft', 'prerelease'] as const) if (typeof body[name] === 'boolean') one[name] = body[name];
  return json(200, one);
}

/** `base...head` of one line of history: commits after base up to head, and whether head is ahead or behind. */
function compare(operation: Operation): ApiResponse {
  const { repository, parts } = operation;
  const [base = '', head = ''] = decodeURIComponent(parts.range ?? '').split('...');
  const places = [base, head].map((ref) =>
    repository.commits.findIndex(({ sha }) => sha === commitOf(repository, ref)),
  );
  const [from = -1, to = -1] = places;
  if (from === -1 || to === -1) return notFound();
  const commits = repository.commits.slice(from + 1, to + 1);
  const status = to === from ? 'identical' : to > from ? 'ahead' : 'behind';
  return paginate(operation, commits.map(shown), (page) => ({
    status,
    ahead_by: commits.length,
    behind_by: Math.max(0, from - to),
    total_commits: commits.length,
    commits: page,
  }));
}

const shown = ({ sha, message, date }: CommitResource) => ({
  sha,
  commit: { message, committer: { date }, author: { date } },
});
