// Faults between Trainyard and a Neptune server: the sentence says what to do, what was read stays, and the next question works.
import assert from 'node:assert/strict';
import { neptuneToken } from '../../testbed/python/startNeptune.mjs';
import type { Failure } from '../../../src/domain/base/failure.ts';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import { answerText, type HttpFault, HttpFaults } from '../../support/httpFaults.ts';
import { neptuneAt, openedNeptune } from '../../support/neptuneServer.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();
const TOKEN = '/api/backend/v1/authorization/oauth-token';
const PROJECTS = '/api/backend/v1/projects';
const SEARCH = '/api/leaderboard/v1/proto/leaderboard/entries/search/';
const VALUES = '/api/leaderboard/v1/proto/leaderboard/attributes/query';
const FLOATS = '/api/leaderboard/v1/proto/attributes/series/float';
const FILE = '/api/storagebridge/v1/signedUrl';

describe('faults before a Neptune server', function () {
  this.timeout(60_000);
  let proxy: HttpFaults;
  let tracker: ExperimentTracker;
  let token: string;
  before(async () => {
    proxy = await HttpFaults.start(trackerEnv('NEPTUNE_URL'));
    token = neptuneToken(proxy.url);
    tracker = await neptuneAt(proxy.url, token);
  });
  afterEach(() => {
    if (proxy) proxy.fault = () => false;
  });
  after(async () => {
    tracker?.dispose();
    await proxy?.stop();
  });

  const at = (path: string, fault: HttpFault): HttpFault => {
    let nth = 0;
    return (received, response) => {
      if (!received.url.startsWith(path)) return false;
      nth += 1;
      return fault({ ...received, nth }, response);
    };
  };

  async function read(project: string): Promise<{ readonly runs: readonly TrackedRun[]; readonly failure?: Failure }> {
    const runs: TrackedRun[] = [];
    for await (const page of tracker.runs({ experimentIds: [project], lifecycle: 'active', limit: 1000 }, signal)) {
      if (!page.ok) return { runs, failure: page.failure };
      runs.push(...page.value.runs);
    }
    return { runs };
  }

  const opening = async (apiToken = token, url = proxy.url) => {
    const answer = await openedNeptune(url, apiToken);
    if (!answer.ok) return answer.failure;
    answer.value.dispose();
    return undefined;
  };

  it('wants an API token, and refuses one that the server does not know', async () => {
    const none = await opening('');
    assert.deepEqual([none?.code, none?.about], ['unauthorized', 'login']);
    const wrong = await opening(neptuneToken(proxy.url, 'wrong'));
    assert.deepEqual([wrong?.code, wrong?.about], ['unauthorized', 'login']);
    assert.match(wrong?.message ?? '', /does not accept the login/);
    assert.match(wrong?.nextStep ?? '', /API token/);
  });

  it('takes a kept text that is no token for a reason to ask for another', async () => {
    const failure = await opening('not base64');
    assert.equal(failure?.code, 'unauthorized');
    assert.match(failure?.message ?? '', /no API token of Neptune/);
  });

  it('changes the API token again when the server takes the access token no more', async () => {
    proxy.fault = at(PROJECTS, ({ nth }, response) => nth === 1 && answerText(response, '', { status: 401 }));
    const before = proxy.received.filter(({ url }) => url === TOKEN).length;
    const found = await tracker.experiments(signal);
    assert.ok(found.ok, JSON.stringify(found));
    assert.equal(proxy.received.filter(({ url }) => url === TOKEN).length, before + 1);
  });

  it('says so when it takes none, and when a role is missing', async () => {
    proxy.fault = at(PROJECTS, (_, response) => answerText(response, '', { status: 401 }));
    const refused = await tracker.experiments(signal);
    assert.equal(refused.ok ? '' : refused.failure.code, 'unauthorized');
    const denied = JSON.stringify({ code: 403, errorType: 'ACCESS_DENIED', message: 'Access denied to team/digits' });
    proxy.fault = at(SEARCH, (_, response) => answerText(response, denied, { status: 403 }));
    const { failure } = await read('team/digits');
    assert.deepEqual([failure?.code, failure?.message], ['forbidden', 'Access denied to team/digits']);
    assert.match(failure?.nextStep ?? '', /role/);
    assert.deepEqual((await read('team/many')).runs.length, 0, 'the fault is for every project');
    proxy.fault = () => false;
    assert.equal((await read('team/digits')).failure, undefined);
  });

  it('asks for the address of a project when the server lists none', async () => {
    proxy.fault = at(PROJECTS, (_, response) => answerText(response, '{}', { status: 404 }));
    const found = await tracker.experiments(signal);
    assert.equal(found.ok ? '' : found.failure.code, 'unsupported');
    assert.match(found.ok ? '' : (found.failure.nextStep ?? ''), /workspace\/project/);
  });

  it('knows a web page, and what is not Neptune, for what they are', async () => {
    const page = '<!doctype html><title>Sign in</title>';
    proxy.fault = at(TOKEN, (_, response) => answerText(response, page, { 'content-type': 'text/html' }));
    assert.match((await opening())?.message ?? '', /web page answers/);
    proxy.fault = at(TOKEN, (_, response) => answerText(response, '{"hello":"world"}'));
    assert.match((await opening())?.message ?? '', /is not Neptune/);
    for (const [answer, message] of [
      [page, /web page answers/],
      ['{"entries":[]}', /not what Neptune 3 answers/],
    ] as const) {
      proxy.fault = at(SEARCH, (_, response) => answerText(response, answer));
      const { failure } = await read('team/digits');
      assert.match(failure?.message ?? '', message);
    }
    proxy.fault = at(PROJECTS, (_, response) => answerText(response, '{"projects":[]}'));
    const found = await tracker.experiments(signal);
    assert.match(found.ok ? '' : found.failure.message, /not what Neptune 3 answers/);
  });

  it('says that nobody listens', async () => {
    const gone = await HttpFaults.start();
    const { url } = gone;
    await gone.stop();
    const failure = await opening(neptuneToken(url), url);
    assert.equal(failure?.code, 'unreachable');
  });

  it('keeps the pages that were read when one fails', async () => {
    proxy.fault = at(SEARCH, ({ nth }, response) => nth > 1 && answerText(response, 'no', { status: 500 }));
    const { runs, failure } = await read('team/many');
    assert.deepEqual([runs.length, failure?.code], [25, 'rejected']);
  });

  it('notices a list of values that leads back to itself', async () => {
    // Of `nextPage` the token.
    const again = Buffer.from([0x12, 7, 0x0a, 5, ...Buffer.from('again')]);
    proxy.fault = at(VALUES, (_, response) => answerText(response, again, { 'content-type': 'x' }));
    const { failure } = await read('team/digits');
    assert.equal(failure?.code, 'rejected');
    assert.match(failure?.message ?? '', /does not end/);
  });

  it('marks a run whose values are damaged, and has the others whole', async () => {
    proxy.fault = at(VALUES, (_, response) => answerText(response, damagedRun(), { 'content-type': 'x' }));
    const { runs, failure } = await read('team/digits');
    assert.equal(failure, undefined);
    const marks = runs.map(({ id, trouble, params }) => [id, trouble?.code, params.get('lr')]);
    assert.deepEqual(
      marks.find(([id]) => id === 'team/digits/run-ü-1'),
      ['team/digits/run-ü-1', undefined, '0.5'],
    );
    assert.deepEqual(
      marks.find(([id]) => id === 'team/digits/fork'),
      ['team/digits/fork', 'rejected', undefined],
    );
  });

  it('has the history of a run when the server refuses that of another', async () => {
    proxy.fault = at(FLOATS, ({ nth }, response) => nth === 1 && answerText(response, '{}', { status: 404 }));
    const runIds = ['team/digits/killed', 'team/digits/fork'];
    const [killed, fork] = await tracker.histories({ runIds, key: 'loss' }, signal);
    assert.ok(killed?.ok && fork?.ok);
    assert.deepEqual([killed.value.steps.length, fork.value.steps.length], [300, 0]);
  });

  it('asks no address inside this machine’s cloud for a file', async () => {
    const files = [{ url: 'http://169.254.169.254/latest/meta-data?signature=x' }];
    proxy.fault = at(FILE, (_, response) => answerText(response, JSON.stringify({ files })));
    const content = await tracker.readArtifact('team/digits/run-ü-1', 'files/f', signal);
    assert.equal(content.ok ? '' : content.failure.code, 'rejected');
    assert.doesNotMatch(JSON.stringify(content), /signature/);
  });
});

/** An answer about two runs: DIG-1 has `lr` 0.5, of DIG-2 the values end too early. */
function damagedRun(): Buffer {
  const field = (number: number, content: Buffer | string) => {
    const bytes = Buffer.from(content);
    return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
  };
  const half = Buffer.concat([Buffer.from([3 * 8 + 1]), Buffer.from(new Float64Array([0.5]).buffer)]);
  const attribute = Buffer.concat([field(1, 'lr'), field(2, 'float'), field(4, half)]);
  const run = (id: string, value: Buffer) => field(1, Buffer.concat([field(1, id), field(2, id), field(3, value)]));
  return Buffer.concat([run('DIG-1', attribute), run('DIG-2', Buffer.from([10, 100, 1]))]);
}
