// @ts-check
// DagsHub as its own client and that of MLflow see it, before a real MLflow: the place of the repository, its ways to log in, and the few facts that
// the client asks for. What they are was read from the client, dagshub 0.7.3; dagshub.com itself was not reached.

/** @typedef {{owner: string, name: string, token: string, url: string}} Repository url: of the front itself. */

/**
 * @param {Repository} repository
 * @param {import('node:http').IncomingMessage} request
 * @returns {string | undefined} The path at MLflow; undefined when the request is not for it, or may not be.
 */
export function dagshubPath(repository, { url = '/', headers }) {
  const base = `/${repository.owner}/${repository.name}.mlflow`;
  if (!url.startsWith(base) || !isAllowed(repository, headers.authorization)) return undefined;
  const rest = url.slice(base.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : undefined;
}

/**
 * @param {Repository} repository
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function dagshubAnswer(repository, { url = '/', headers }, response) {
  const json = { 'content-type': 'application/json' };
  if (!isAllowed(repository, headers.authorization)) {
    response.writeHead(401, { ...json, 'www-authenticate': 'Basic realm="DagsHub"' });
    response.end(JSON.stringify({ message: 'Unauthorized' }));
    return;
  }
  const path = url.split('?', 1)[0] ?? '';
  const raw = rawFiles(repository).get(path);
  if (raw !== undefined) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(raw);
    return;
  }
  const facts = restFacts(repository).get(path);
  response.writeHead(facts ? 200 : 404, json).end(JSON.stringify(facts ?? { message: 'Not Found' }));
}

/**
 * User and token, the token as user, or the token as Bearer.
 * @param {Repository} repository
 * @param {string | undefined} header
 */
function isAllowed({ owner, token }, header = '') {
  if (header.startsWith('Bearer ')) return header.slice(7) === token;
  if (!header.startsWith('Basic ')) return false;
  const [user, ...password] = Buffer.from(header.slice(6), 'base64').toString().split(':');
  return user === token || (user === owner && password.join(':') === token);
}

/**
 * Addresses of files, with what they hold.
 * @param {Repository} repository
 * @returns {ReadonlyMap<string, string>}
 */
function rawFiles({ owner, name }) {
  const base = `/api/v1/repos/${owner}/${name}`;
  return new Map([
    [`${base}/raw/main/data/labels.csv`, 'file,label\na.png,7\n'],
    [`${base}/storage/raw/s3/digits/train/notes.txt`, 'kept in a bucket\n'],
  ]);
}

/** @param {Repository} repository */
function restFacts({ owner, name, url }) {
  const at = '2026-01-01T00:00:00Z';
  const email = `${owner}@example.com`;
  const user = { id: 1, login: owner, username: owner, full_name: owner, email, avatar_url: '' };
  const person = { name: owner, email, username: owner };
  const commit = { id: 'abc', message: 'first', url: '', author: person, committer: person, timestamp: at };
  const none = { description: '', private: false, fork: false, parent: null, empty: false, mirror: false, ssh_url: '' };
  const counts = { size: 1, stars_count: 0, forks_count: 0, watchers_count: 0, open_issues_count: 0 };
  const place = { html_url: `${url}/${owner}/${name}`, clone_url: `${url}/${owner}/${name}.git` };
  const dates = { created_at: at, updated_at: at };
  const permissions = { admin: true, push: true, pull: true };
  const names = { id: 2, owner: user, name, full_name: `${owner}/${name}`, default_branch: 'main' };
  const repository = { ...names, ...none, ...counts, ...place, ...dates, permissions };
  const changes = { added: null, removed: null, modified: null };
  const base = `/api/v1/repos/${owner}/${name}`;
  /** @param {string} path @param {number} [size] */
  const entry = (path, size) => ({
    path,
    type: size === undefined ? 'dir' : 'file',
    size: size ?? 0,
    hash: 'abc',
    versioning: 'git',
    download_url: `${url}${base}/raw/main/${path}`,
    content_url: `${url}${base}/content/main/${path}`,
  });
  const bucket = { name: 'digits', protocol: 's3', list_path: `${url}${base}/storage/content/s3/digits` };
  return new Map(
    Object.entries({
      [`${base}/content/main`]: [entry('data')],
      [`${base}/content/main/`]: [entry('data')],
      [`${base}/content/main/data`]: [entry('data/labels.csv', 19)],
      [`${base}/storage`]: [bucket],
      [`${base}/storage/content/s3/digits`]: { entries: [entry('train')], limit: 100, next_token: null },
      [`${base}/storage/content/s3/digits/train`]: {
        entries: [entry('train/notes.txt', 17)],
        limit: 100,
        next_token: null,
      },
      '/api/v1/user': user,
      [`/api/v1/repos/${owner}/${name}`]: repository,
      [`/api/v1/repos/${owner}/${name}/branches`]: [{ name: 'main', commit: { ...commit, ...changes } }],
    }),
  );
}
