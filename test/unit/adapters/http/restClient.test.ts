// What goes wrong between Trainyard and a server of JSON: the faults are made, for no real server shows them when it is wanted.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../../../src/domain/base/clock.ts';
import { ok } from '../../../../src/domain/base/failure.ts';
import { RestClient, type RestLimits, type RestRequest } from '../../../../src/adapters/http/restClient.ts';
import { statusFailure } from '../../../../src/adapters/http/restFailure.ts';
import { serverAddressOf } from '../../../../src/adapters/http/serverAddress.ts';
import { answerText, type HttpFault, HttpFaults } from '../../../support/httpFaults.ts';

const { signal } = new AbortController();
const GET: RestRequest = { method: 'GET', path: '/a' };

describe('RestClient', () => {
  let server: HttpFaults;
  let client: RestClient | undefined;
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: async (ms) => {
      pauses.push(ms);
    },
  };
  beforeEach(async () => {
    server = await HttpFaults.start();
    pauses.length = 0;
  });
  afterEach(async () => {
    client?.dispose();
    await server.stop();
  });

  function clientFor(fault: HttpFault, limits: Partial<RestLimits> = {}, prefix = ''): RestClient {
    server.fault = fault;
    const address = serverAddressOf(server.url + prefix);
    assert.ok(address);
    client = new RestClient({
      address,
      access: async () => ok({ headers: new Map([['Authorization', 'Bearer canary']]) }),
      refused: statusFailure,
      environment: () => ({}),
      clock,
      limits: { connectMs: 3000, silenceMs: 5000, bodyBytes: 1024 * 1024, ...limits },
    });
    return client;
  }

  async function failureOf(fault: HttpFault, request = GET, limits: Partial<RestLimits> = {}) {
    const answer = await clientFor(fault, limits).json(request, signal);
    assert.ok(!answer.ok, JSON.stringify(answer));
    return answer.failure;
  }

  it('keeps the prefix in front of every path, and sends no Origin', async () => {
    const answer = await clientFor((_, response) => answerText(response, '{"a":1}'), {}, '/a%2Fb').json(
      {
        method: 'GET',
        path: '/x/%2e',
        query: [
          ['k', 'v w'],
          ['k', 2],
          ['none', undefined],
        ],
      },
      signal,
    );
    assert.deepEqual(answer, { ok: true, value: { a: 1 } });
    assert.equal(server.received[0]?.url, '/a%2Fb/x/%2e?k=v+w&k=2');
    assert.equal(server.received[0]?.headers.origin, undefined);
  });

  it('waits as long as the server wants, and gives up after three more tries', async () => {
    const failure = await failureOf((_, response) => answerText(response, '', { status: 429, 'retry-after': '7' }));
    assert.deepEqual([failure.code, pauses], ['rejected', [7000, 7000, 7000]]);
    assert.match(failure.message, /takes no more requests/);
  });

  it('tells at once when the server wants to be left alone for longer than people wait', async () => {
    await failureOf((_, response) => answerText(response, '', { status: 503, 'retry-after': '3600' }));
    assert.deepEqual([server.received.length, pauses], [1, []]);
  });

  it('repeats what is safe to repeat, and nothing else', async () => {
    const busy: HttpFault = ({ nth }, response) =>
      answerText(response, nth > 2 ? '{}' : '', nth > 2 ? {} : { status: 502 });
    assert.equal(
      (await clientFor(busy).json({ ...GET, method: 'POST', body: {}, isRepeatable: true }, signal)).ok,
      true,
    );
    assert.equal(server.received.length, 3);
    await failureOf((_, response) => answerText(response, '', { status: 502 }), { ...GET, method: 'POST', body: {} });
    assert.equal(server.received.length, 4);
  });

  it('says that the outcome of a change is not known when the connection is lost', async () => {
    const cut: HttpFault = (_, response) => {
      response.destroy();
      return true;
    };
    const failure = await failureOf(cut, { ...GET, method: 'POST', body: {} });
    assert.match(failure.message, /is not known/);
    assert.equal(server.received.length, 1);
    await failureOf(cut);
    assert.equal(server.received.length, 5, 'reading is tried four times');
  });

  it('follows redirects within the server, three at most', async () => {
    const answer = await clientFor(({ url }, response) =>
      url === '/b' ? answerText(response, '{"b":1}') : answerText(response, '', { status: 302, location: '/b' }),
    ).json(GET, signal);
    assert.deepEqual(answer, { ok: true, value: { b: 1 } });
    const failure = await failureOf((_, response) => answerText(response, '', { status: 302, location: '/c' }));
    assert.match(failure.message, /in circles/);
    assert.equal(server.received.length, 2 + 4);
  });

  it('does not follow to another origin, and says where it leads', async () => {
    const failure = await failureOf((_, response) =>
      answerText(response, '', { status: 302, location: 'https://login.example/?next' }),
    );
    assert.match(failure.message, /https:\/\/login\.example/);
    assert.equal(server.received.length, 1);
    const upgrade = await failureOf((_, response) =>
      answerText(response, '', { status: 301, location: 'https://127.0.0.1/a' }),
    );
    assert.match(upgrade.nextStep ?? '', /https:\/\//);
  });

  it('takes a page in place of data for a sign-on', async () => {
    const failure = await failureOf((_, response) =>
      answerText(response, '<!doctype html><title>Log in</title>', { 'content-type': 'text/html' }),
    );
    assert.deepEqual([failure.code, failure.about, failure.detail], ['unauthorized', 'login', 'Log in']);
  });

  it('reads at most so many bytes, unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
    const failure = await failureOf((_, response) => answerText(response, bomb, { 'content-encoding': 'gzip' }));
    assert.deepEqual([failure.code, failure.about], ['rejected', 'size']);
  });

  it('says when the answer is damaged, nested too deep, or no JSON', async () => {
    const garbage = gzipSync('{}').subarray(0, 12).fill(7, 10);
    assert.equal(
      (await failureOf((_, response) => answerText(response, garbage, { 'content-encoding': 'gzip' }))).code,
      'unreachable',
    );
    assert.match((await failureOf((_, response) => answerText(response, '['.repeat(100_000)))).message, /too deep/);
    assert.match((await failureOf((_, response) => answerText(response, '{"a"'))).message, /not JSON/);
  });

  it('gives up on a server that says nothing, before its answer and in the middle of it', async () => {
    const silent = await failureOf(() => true, GET, { silenceMs: 50 });
    assert.equal(silent.code, 'timeout');
    const half: HttpFault = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"a":');
      return true;
    };
    assert.equal((await failureOf(half, GET, { silenceMs: 50 })).code, 'timeout');
  });

  it('ends a request that nobody wants any more', async () => {
    const ended = new AbortController();
    const answer = clientFor(() => {
      ended.abort();
      return true;
    }).json(GET, ended.signal);
    assert.equal((await answer).ok, false);
    const failure = await answer;
    assert.equal(failure.ok ? '' : failure.failure.code, 'cancelled');
  });

  it('says who does not listen, and does not try again', async () => {
    const gone = clientFor(() => false);
    await server.stop();
    const answer = await gone.json(GET, signal);
    assert.match(answer.ok ? '' : answer.failure.message, /refuses connections/);
    assert.deepEqual(pauses, []);
    server = await HttpFaults.start();
  });

  it('gives streams piece by piece, of any size', async () => {
    const big = Buffer.alloc(3 * 1024 * 1024, 1);
    const stream = await clientFor((_, response) => answerText(response, big)).stream(GET, signal);
    assert.ok(stream.ok);
    assert.equal(stream.value.size, undefined);
    let bytes = 0;
    for await (const chunk of stream.value.chunks) bytes += chunk.length;
    assert.equal(bytes, big.length);
  });
});
