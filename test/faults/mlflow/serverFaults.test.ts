// Faults between Trainyard and a real MLflow server: what was read stays, the sentence says what to do, and the next question works.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Failure, Result } from '../../../src/domain/base/failure.ts';
import type { RunPage } from '../../../src/domain/experiments/ports.ts';
import { openServer } from '../../../src/adapters/mlflow/openServer.ts';
import type { ServerTracker } from '../../../src/adapters/mlflow/serverTracker.ts';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';
import { answerText, type HttpFault, HttpFaults } from '../../support/httpFaults.ts';
import { mlflowOf, openedServer, serverParts, serverRef } from '../../support/mlflowServer.ts';

const { signal } = new AbortController();
const SEARCH = '/api/2.0/mlflow/runs/search';

describe('faults before a real MLflow server', function () {
  this.timeout(60_000);
  let real: string;
  let proxy: HttpFaults;
  let tracker: ServerTracker;
  let experimentIds: readonly string[] | undefined;
  let count: number;
  before(async function () {
    real = mlflowOf('newest', this).url;
    proxy = await HttpFaults.start(real);
    tracker = await openedServer(proxy.url);
    const made = await tracker.writer.createExperiment(`faults/${process.pid}-${Date.now()}`, signal);
    assert.ok(made.ok, JSON.stringify(made));
    experimentIds = [made.value.id];
    const names = Array.from({ length: 130 }, (_, at) => `run ${at}`).values();
    const make = async () => {
      for (const name of names) {
        const run = await tracker.writer.createRun({ experimentId: made.value.id, name }, signal);
        assert.ok(run.ok, JSON.stringify(run));
      }
    };
    await Promise.all([make(), make(), make(), make()]);
    count = (await read()).runs;
    assert.ok(count > 100, `${count} runs: more than the first page is needed`);
  });
  afterEach(() => {
    if (proxy) proxy.fault = () => false;
  });
  after(async () => {
    if (experimentIds) await tracker.writer.deleteExperiment(experimentIds[0] ?? '', signal);
    tracker?.dispose();
    await proxy?.stop();
  });

  const query = () => ({ experimentIds: experimentIds ?? [], lifecycle: 'all', limit: 100_000 }) as const;

  async function read(from = tracker): Promise<{ readonly runs: number; readonly failure: Failure | undefined }> {
    let runs = 0;
    const pages: Result<RunPage>[] = [];
    for await (const page of from.runs(query(), signal)) {
      pages.push(page);
      if (page.ok) runs += page.value.runs.length;
    }
    const last = pages.at(-1);
    return { runs, failure: last?.ok === false ? last.failure : undefined };
  }

  /** From the second page on. */
  const onSecondPage = (fault: HttpFault): HttpFault => {
    let pages = 0;
    return (received, response) => {
      if (!received.url.startsWith(SEARCH)) return false;
      pages += 1;
      return pages > 1 && fault(received, response);
    };
  };

  it('keeps what was read when the login ends in mid-scroll, and goes on afterwards', async () => {
    proxy.fault = onSecondPage((_, response) =>
      answerText(response, 'You are not authenticated.', { status: 401, 'content-type': 'text/html' }),
    );
    const { runs, failure } = await read();
    assert.deepEqual([runs, failure?.code, failure?.about], [100, 'unauthorized', 'login']);
    assert.match(failure?.nextStep ?? '', /MLFLOW_TRACKING_USERNAME/);
    proxy.fault = () => false;
    assert.deepEqual(await read(), { runs: count, failure: undefined });
  });

  it('notices a list that leads back to itself', async () => {
    const page = JSON.stringify({ runs: [], next_page_token: 'again' });
    proxy.fault = onSecondPage((_, response) => answerText(response, page));
    const { runs, failure } = await read();
    assert.deepEqual([runs, failure?.code], [100, 'rejected']);
    assert.match(failure?.message ?? '', /does not end/);
  });

  it('waits for a server that is busy', async () => {
    let refused = 0;
    proxy.fault = onSecondPage((_, response) => {
      refused += 1;
      return refused <= 2 && answerText(response, '', { status: 429, 'retry-after': '0' });
    });
    assert.deepEqual(await read(), { runs: count, failure: undefined });
    assert.ok(refused > 2);
  });

  it('asks for smaller pages where one is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20));
    let large = 0;
    proxy.fault = onSecondPage((_, response) => {
      large += 1;
      return large === 1 && answerText(response, bomb, { 'content-encoding': 'gzip' });
    });
    assert.deepEqual(await read(), { runs: count, failure: undefined });
    assert.ok(large > 1);
  });

  it('reads on when the connection is cut between pages', async () => {
    const link = await FaultProxy.start({ port: Number(new URL(real).port), host: '127.0.0.1' });
    const other = await openedServer(`http://127.0.0.1:${link.port}`);
    try {
      let runs = 0;
      for await (const page of other.runs(query(), signal)) {
        assert.ok(page.ok, JSON.stringify(page));
        if (runs === 0) link.reset();
        runs += page.value.runs.length;
      }
      assert.equal(runs, count);
    } finally {
      other.dispose();
      await link.stop();
    }
  });

  it('says that nobody is there while a server restarts, and works when it is back', async () => {
    const link = await FaultProxy.start({ port: Number(new URL(real).port), host: '127.0.0.1' });
    const other = await openedServer(`http://127.0.0.1:${link.port}`);
    try {
      link.refuse();
      link.reset();
      assert.match((await read(other)).failure?.message ?? '', /refuses connections|was lost/);
      await link.accept();
      assert.equal((await read(other)).runs, count);
    } finally {
      other.dispose();
      await link.stop();
    }
  });

  it('gives up on a server that does not answer, and the others go on', async () => {
    const link = await FaultProxy.start({ port: Number(new URL(real).port), host: '127.0.0.1' });
    const limits = { connectMs: 3000, silenceMs: 300, bodyBytes: 32 * 1024 * 1024 };
    try {
      link.faults.isBlackHole = true;
      const opened = await openServer(serverRef(`http://127.0.0.1:${link.port}`), serverParts({ limits }), signal);
      assert.equal(opened.ok ? '' : opened.failure.code, 'timeout');
      assert.equal((await read()).runs, count);
    } finally {
      await link.stop();
    }
  });

  it('names a sign-on in front, and the check of the host', async () => {
    proxy.fault = (_, response) =>
      answerText(response, '<!doctype html><title>SSO</title>', { 'content-type': 'text/html' });
    const page = await openServer(serverRef(proxy.url), serverParts(), signal);
    assert.match(page.ok ? '' : page.failure.message, /single sign-on/);
    proxy.fault = ({ headers }) => {
      headers.host = 'mlflow.ml.svc.cluster.local';
      return false;
    };
    const host = await openServer(serverRef(proxy.url), serverParts(), signal);
    assert.equal(host.ok ? '' : host.failure.code, 'forbidden');
    assert.match(host.ok ? '' : (host.failure.nextStep ?? ''), /MLFLOW_SERVER_ALLOWED_HOSTS=127\.0\.0\.1/);
  });
});
