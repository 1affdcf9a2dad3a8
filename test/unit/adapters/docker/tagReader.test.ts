// Faults of registries, and pages: the registry of the test bed (distribution 2.8) lists all tags at once, distribution 3.0 gives pages with such links.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTagReader } from '../../../../src/adapters/docker/tagReader.ts';

const { signal } = new AbortController();

describe('tag reader', () => {
  let server: Server;
  let host = '';
  let folder = '';
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const seen: string[] = [];

  beforeEach(async () => {
    seen.length = 0;
    folder = await mkdtemp(join(tmpdir(), 'trainyard-tags-'));
    server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization ?? '-'}`);
      answer(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.close().closeAllConnections();
    await rm(folder, { recursive: true });
  });

  const list = async () => await createTagReader({ configFolder: folder, env: {} }).list(`${host}/team/app`, signal);
  const page = (response: ServerResponse, tags: unknown, link?: string) =>
    response.writeHead(200, link === undefined ? {} : { link }).end(JSON.stringify({ name: 'team/app', tags }));
  const tagsOf = async () => {
    const found = await list();
    return found.ok ? [found.value.tags, found.value.isComplete] : found.failure.code;
  };

  it('follows links to the next page at this registry, wherever they lead', async () => {
    const links = new Map([
      ['/v2/team/app/tags/list?n=1000', '</v2/team/app/tags/list?n=2&last=b>; rel="next"'],
      ['/v2/team/app/tags/list?n=2&last=b', '<https://elsewhere.example/v2/x/tags/list?last=c>; rel=next'],
    ]);
    const tags = [['a', 'b'], ['c'], ['d']];
    answer = (request, response) => page(response, tags[seen.length - 1], links.get(request.url ?? ''));
    assert.deepEqual(await tagsOf(), [['a', 'b', 'c', 'd'], true]);
    assert.deepEqual(seen, [
      '/v2/team/app/tags/list?n=1000 -',
      '/v2/team/app/tags/list?n=2&last=b -',
      '/v2/team/app/tags/list?last=c -',
    ]);
  });

  it('logs in once for all pages', async () => {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth: btoa('me:pw') } } }));
    answer = (request, response) => {
      if (request.headers.authorization === undefined)
        return response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
      return seen.length === 2
        ? page(response, ['a'], '</v2/team/app/tags/list?last=a>; rel="next"')
        : page(response, ['b']);
    };
    assert.deepEqual(await tagsOf(), [['a', 'b'], true]);
    assert.equal(seen.length, 3);
  });

  it('says that a list ends early: a page that fails, a registry that repeats itself', async () => {
    const link = '</v2/team/app/tags/list?last=a>; rel="next"';
    answer = (_request, response) => {
      if (seen.length === 1) return page(response, ['a'], link);
      return response.writeHead(500).end();
    };
    assert.deepEqual(await tagsOf(), [['a'], false]);
    answer = (_request, response) => page(response, ['a'], link);
    assert.deepEqual(await tagsOf(), [['a'], false]);
  });

  it('keeps tags alone, of whatever it is sent', async () => {
    answer = (_request, response) =>
      page(response, ['ok', 'no tag', '-a', 7, null, `x${'y'.repeat(128)}`, '$(x)', 'a\nb']);
    assert.deepEqual(await tagsOf(), [['ok'], true]);
    // Some registries say it so when a repository has lost its last tag.
    answer = (_request, response) => page(response, null);
    assert.deepEqual(await tagsOf(), [[], true]);
    answer = (_request, response) => response.writeHead(200).end('<html>');
    assert.equal(await tagsOf(), 'unsupported');
  });

  it('tells apart what docker has logged in to, wherever the secret is', async () => {
    const reader = createTagReader({ configFolder: folder, env: {} });
    assert.equal(await reader.hasLogin('a.example'), false);
    const config = { credsStore: 'any', auths: { 'https://a.example/v1/': {} }, credHelpers: { 'b.example': 'x' } };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    const all = ['a.example', 'b.example', 'c.example', 'docker.io'];
    assert.deepEqual(await Promise.all(all.map(async (one) => await reader.hasLogin(one))), [true, true, false, false]);
    await writeFile(join(folder, 'config.json'), '{ broken');
    assert.equal(await reader.hasLogin('a.example'), false);
  });
});
