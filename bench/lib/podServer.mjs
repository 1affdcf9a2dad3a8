// @ts-check
// A scripted API server of pods over TLS, in a process of its own: lists in pages as JSON and as tables, lists as streams, watches, and
// changes at a steady rate. Both sides of a pair get the same bytes of it. Arguments: number of pods, certificate, key. Prints its port.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { podBody } from '../../test/support/kubePods.ts';

const [, , countText = '', certPath = '', keyPath = ''] = process.argv;
const count = Number(countText);
const from = 1000;
let version = from + count;
/** As the API server does with large answers. */
const gzipFrom = 128 * 1024;
const ticksASecond = 50;

/** @type {string[]} */
const texts = Array.from({ length: count }, (_, index) => podText(index, from + index, {}));
/** @type {Set<import('node:http').ServerResponse>} */
const watching = new Set();

/**
 * @param {number} index
 * @param {number} resourceVersion
 * @param {Readonly<Record<string, string>>} annotations
 */
function podText(index, resourceVersion, annotations) {
  /** @type {any} */
  const pod = podBody(index);
  pod.metadata = {
    name: `train-${index % 100}-h-${String(index).padStart(6, '0')}`,
    namespace: `team-${index % 10}`,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    resourceVersion: String(resourceVersion),
    creationTimestamp: '2030-01-01T00:00:00Z',
    ...pod.metadata,
    annotations: { ...pod.metadata.annotations, ...annotations },
  };
  return JSON.stringify(pod);
}

/** @param {string} text */
function rowText(text) {
  const { metadata, status } = JSON.parse(text);
  const cells = [metadata.name, '1/1', status.phase, '0', '3d', status.podIP, 'node', '<none>', '<none>'];
  return JSON.stringify({
    cells,
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata },
  });
}

const columns = ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node', 'Nominated Node', 'Readiness Gates'].map(
  (name, at) => ({ name, type: 'string', format: at === 0 ? 'name' : '', description: name, priority: at > 4 ? 1 : 0 }),
);

const server = createServer({ cert: readFileSync(certPath), key: readFileSync(keyPath) }, (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'https://server');
  const accepts = request.headers.accept ?? '';
  if (pathname === '/control') return void control(searchParams, response);
  if (pathname === '/api/v1/pods') {
    if (searchParams.get('watch') === 'true') return void watch(searchParams, response);
    return list(searchParams, accepts.startsWith('application/json;as=Table'), request, response);
  }
  const known = discovery(pathname);
  send(
    request,
    response,
    JSON.stringify(known ?? { kind: 'Status', code: 404, reason: 'NotFound' }),
    known ? 200 : 404,
  );
});

/**
 * @param {URLSearchParams} query
 * @param {boolean} isTable
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function list(query, isTable, request, response) {
  const at = Number(query.get('continue') ?? '0');
  const limit = Number(query.get('limit') ?? '0') || count;
  const page = texts.slice(at, at + limit);
  const next = at + limit < count ? String(at + limit) : '';
  const metadata = JSON.stringify({ resourceVersion: String(version), ...(next === '' ? {} : { continue: next }) });
  const body = isTable
    ? `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${metadata},"columnDefinitions":${JSON.stringify(columns)},"rows":[${page.map(rowText).join(',')}]}`
    : `{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":[${page.join(',')}]}`;
  send(request, response, body);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} body
 * @param {number} [status]
 */
function send(request, response, body, status = 200) {
  const isZipped =
    body.length > gzipFrom && [request.headers['accept-encoding'] ?? ''].flat().join(',').includes('gzip');
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...(isZipped ? { 'Content-Encoding': 'gzip' } : {}),
  });
  response.end(isZipped ? gzipSync(body, { level: 1 }) : body);
}

/**
 * @param {URLSearchParams} query
 * @param {import('node:http').ServerResponse} response
 */
async function watch(query, response) {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  if (query.get('sendInitialEvents') === 'true') {
    for (const text of texts) {
      if (!response.write(`{"type":"ADDED","object":${text}}\n`)) await drained(response);
    }
    const metadata = { resourceVersion: String(version), annotations: { 'k8s.io/initial-events-end': 'true' } };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', apiVersion: 'v1', metadata } })}\n`);
  }
  watching.add(response);
  response.on('close', () => watching.delete(response));
}

/** @param {import('node:http').ServerResponse} response */
function drained(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve(undefined);
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/**
 * Changes pods: `rate` a second for `seconds`, one after the other. Answers when it is done.
 * @param {URLSearchParams} query
 * @param {import('node:http').ServerResponse} response
 */
async function control(query, response) {
  const rate = Number(query.get('rate'));
  const total = rate * Number(query.get('seconds'));
  const begun = performance.now();
  for (let made = 0; made < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * rate));
    for (; made < due; made++) change(made % count);
    await new Promise((resolve) => setTimeout(resolve, 1000 / ticksASecond));
  }
  response.end(String(version));
}

/** @param {number} index */
function change(index) {
  version += 1;
  texts[index] = podText(index, version, { 'kubernetes.io/change-cause': String(Date.now()) });
  for (const response of watching) response.write(`{"type":"MODIFIED","object":${texts[index]}}\n`);
}

/** @param {string} path */
function discovery(path) {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [] };
  if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.0' };
  if (path === '/readyz') return 'ok';
  if (path !== '/api/v1') return undefined;
  const pods = { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', shortNames: ['po'] };
  const resources = [{ ...pods, verbs: ['get', 'list', 'watch'] }];
  return { kind: 'APIResourceList', groupVersion: 'v1', resources };
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
