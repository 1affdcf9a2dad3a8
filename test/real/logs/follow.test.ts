import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { DockerLogSource } from '../../../src/adapters/docker/logs.ts';
import { Transport } from '../../../src/adapters/docker/transport.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import type { LogEvent, LogTarget } from '../../../src/domain/logs/ports.ts';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';
import {
  busyboxPlan,
  never,
  removeTestContainers,
  startContainer,
  TEST_LABEL,
  testDockerHost,
  testEngine,
  testName,
  valueOf,
} from '../../support/realDocker.ts';
import { BUSYBOX } from '../../support/testImages.ts';

interface Followed {
  readonly lines: string[];
  readonly numbers: number[];
  readonly markers: string[];
  /** Lines and markers in their order. */
  readonly all: string[];
  end?: Extract<LogEvent, { kind: 'ended' | 'failed' }>;
  rest: number;
}

/** Reads a follow to its end; `onLines` is told the number of lines so far. */
async function follow(
  source: DockerLogSource,
  target: LogTarget,
  onLines: (count: number) => void = () => undefined,
  signal = never,
): Promise<Followed> {
  const followed: Followed = { lines: [], numbers: [], markers: [], all: [], rest: 0 };
  for await (const event of source.follow(target, signal)) {
    if (event.kind === 'lines') {
      for (const { text, number } of event.lines) {
        followed.lines.push(text);
        followed.numbers.push(number);
        followed.all.push(text);
      }
      onLines(followed.lines.length);
    } else if (event.kind === 'marker') {
      followed.markers.push(event.text);
      followed.all.push(`-- ${event.text}`);
    } else if (event.kind === 'rest') followed.rest += event.text.length;
    else if (event.kind !== 'pending' && event.kind !== 'sources') followed.end = event;
  }
  return followed;
}

/** 1 to `count`, each once and in order. */
function assertComplete(lines: readonly string[], count: number): void {
  assert.equal(lines.length, count);
  const wrong = lines.findIndex((text, index) => Number.parseInt(text, 10) !== index + 1);
  assert.equal(wrong, -1, `line ${wrong + 1} is ${lines[wrong] ?? ''}`);
}

describe('logs of a real engine', () => {
  let engine: Engine;
  let source: DockerLogSource;
  let folder = '';
  const proxies: FaultProxy[] = [];
  before(() => {
    engine = testEngine();
    source = new DockerLogSource(engine.transport, systemClock);
    folder = mkdtempSync(join(tmpdir(), 'trainyard-logs-'));
  });
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.stop();
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function proxied(): Promise<{ proxy: FaultProxy; transport: Transport }> {
    const path = join(folder, `${proxies.length}.sock`);
    const proxy = await FaultProxy.start({ path: testDockerHost().replace('unix://', '') }, { path });
    proxies.push(proxy);
    return { proxy, transport: new Transport({ kind: 'unix', path }) };
  }

  /** A container with settings that plans do not have. */
  async function startRaw(script: string, facts: object, hostConfig: object): Promise<string> {
    const body = {
      Image: BUSYBOX,
      Cmd: ['sh', '-c', script],
      Labels: { [TEST_LABEL]: String(process.pid) },
      ...facts,
      HostConfig: { NetworkMode: 'none', ...hostConfig },
    };
    const request = {
      method: 'POST',
      path: '/containers/create',
      query: { name: testName() },
      body,
      signal: never,
    } as const;
    const created: unknown = valueOf(await engine.transport.json(request));
    const id = String(typeof created === 'object' && created !== null && 'Id' in created ? created.Id : '');
    valueOf(await engine.control.start(id, never));
    return id;
  }

  it('reads both streams to the end and tells the exit code', async () => {
    const id = await startContainer(engine, busyboxPlan('echo one; echo two >&2; printf "no end"; exit 3'));
    const { lines, numbers, end } = await follow(source, { resource: id });
    assert.deepEqual(lines.toSorted(), ['no end', 'one', 'two']);
    assert.deepEqual(numbers, [1, 2, 3]);
    assert.equal(end?.kind === 'ended' ? end.exitCode : undefined, 3);
  });

  it('reads a container that has ended long ago, and its last lines alone', async () => {
    const id = await startContainer(engine, busyboxPlan('seq 1 500'));
    await engine.control.wait(id, never);
    assertComplete((await follow(source, { resource: id })).lines, 500);
    assert.deepEqual((await follow(source, { resource: id, tail: 2 })).lines, ['499', '500']);
  });

  it('keeps the last state of progress bars, and unfinished lines', async () => {
    const id = await startContainer(
      engine,
      busyboxPlan('printf "\\r10%%\\r20%%\\r100%%\\n"; printf "a\\0b\\303\\251\\n"'),
    );
    assert.deepEqual((await follow(source, { resource: id })).lines, ['100%', 'a\0bé']);
  });

  it('reads lines of more than one message whole, with and without a terminal', async () => {
    for (const Tty of [false, true]) {
      const id = await startRaw('head -c 50000 /dev/zero | tr "\\0" x; echo; echo end', { Tty }, {});
      const { lines } = await follow(source, { resource: id });
      assert.deepEqual(
        lines.map((text) => text.length),
        [50_000, 3],
        `Tty ${Tty}`,
      );
    }
  });

  it('cuts a line of 3 MB for the view and hands on all of it', async () => {
    const id = await startContainer(engine, busyboxPlan('head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end'));
    const { lines, rest } = await follow(source, { resource: id });
    assert.deepEqual(
      lines.map((text) => text.length),
      [65_536, 3],
    );
    assert.equal(rest + 65_536, 3_000_000);
  });

  it('follows a crash loop and marks each restart at its place (C1)', async () => {
    const id = await startRaw(
      'echo begin; sleep 0.3; echo end; exit 3',
      {},
      { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
    );
    const { all, end } = await follow(source, { resource: id });
    const marks = [1, 2, 3].map((number) => `-- container restarted (#${number}), it had ended with exit code 3`);
    assert.deepEqual(all, ['begin', 'end', ...marks.flatMap((mark) => [mark, 'begin', 'end'])]);
    assert.equal(end?.kind, 'ended');
  });

  it('loses and doubles none over 20 cuts at 1,000 lines/s (C3, R4)', async () => {
    const { proxy, transport } = await proxied();
    const script = 'i=0; while [ $i -lt 120 ]; do seq $((i*100+1)) $((i*100+100)); i=$((i+1)); sleep 0.1; done';
    const id = await startContainer(engine, busyboxPlan(script));
    let cuts = 0;
    const { lines, end } = await follow(new DockerLogSource(transport, systemClock), { resource: id }, (count) => {
      if (cuts >= 20 || count < (cuts + 1) * 550) return;
      cuts += 1;
      proxy.reset();
    });
    transport.dispose();
    assert.equal(cuts, 20);
    assertComplete(lines, 12_000);
    assert.equal(end?.kind, 'ended');
  }).timeout(90_000);

  it('loses and doubles none when the engine cuts at any byte', async () => {
    const id = await startContainer(engine, busyboxPlan('seq 1 3000; seq 3001 6000 >&2'));
    await engine.control.wait(id, never);
    const { proxy, transport } = await proxied();
    let cut = 20_001;
    proxy.faults.cutAfterBytes = cut;
    const { lines } = await follow(new DockerLogSource(transport, systemClock), { resource: id }, (count) => {
      cut += 17_013;
      proxy.faults.cutAfterBytes = count > 5_000 ? undefined : cut;
    });
    transport.dispose();
    assert.equal(new Set(lines).size, 6000);
    assert.equal(lines.length, 6000);
  }).timeout(60_000);

  it('opens a stream again that fell silent without a word (C4)', async () => {
    const { proxy, transport } = await proxied();
    const id = await startContainer(engine, busyboxPlan('for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.5; done'));
    let isDeaf = false;
    const watched = new DockerLogSource(transport, systemClock, { probeMs: 1_000 });
    const { lines } = await follow(watched, { resource: id }, (count) => {
      if (isDeaf || count < 3) return;
      isDeaf = true;
      proxy.deafen();
    });
    transport.dispose();
    assertComplete(lines, 8);
  }).timeout(30_000);

  it('goes on over log rotation, and says it when lines were thrown away (C4)', async function () {
    // Once in about ten runs on a loaded machine engine 20.10 sent one line more than was written; why is not found yet.
    this.retries(1);
    const LogConfig = { Type: 'json-file', Config: { 'max-size': '100k', 'max-file': '3' } };
    const script = 'i=0; while [ $i -lt 40 ]; do seq $((i*200+1)) $((i*200+200)); i=$((i+1)); sleep 0.1; done';
    const id = await startRaw(script, {}, { LogConfig });
    const { lines, markers } = await follow(new DockerLogSource(engine.transport, systemClock, { probeMs: 1_000 }), {
      resource: id,
    });
    const isComplete = lines.length === 8000;
    assert.ok(isComplete || markers.some((text) => text.includes('thrown away')), `${lines.length} lines and no word`);
    assert.equal(new Set(lines).size, lines.length, 'doubled');
    assert.equal(lines.at(-1), '8000');
  }).timeout(60_000);

  it('says that the container was removed', async () => {
    const id = await startContainer(engine, busyboxPlan('echo one; sleep 60'));
    const { markers, end } = await follow(source, { resource: id }, () => void engine.control.remove(id, true, never));
    assert.ok(end?.kind === 'ended');
    assert.deepEqual(
      end.exitCode === undefined ? markers : [],
      end.exitCode === undefined ? ['container was removed'] : [],
    );
  });

  it('says why a log cannot be read', async () => {
    const missing = await follow(source, { resource: 'no-such-container' });
    assert.equal(missing.end?.kind === 'failed' ? missing.end.failure.code : '', 'not-found');
    const id = await startRaw('echo x', {}, { LogConfig: { Type: 'none' } });
    const unread = await follow(source, { resource: id });
    assert.equal(unread.end?.kind, 'failed');
  });

  it('stops at once when nobody looks any more', async () => {
    const id = await startContainer(engine, busyboxPlan('while true; do seq 1 1000; done'));
    const abort = new AbortController();
    let begun = 0;
    await follow(
      source,
      { resource: id },
      () => {
        begun ||= performance.now();
        abort.abort();
      },
      abort.signal,
    );
    assert.ok(performance.now() - begun < 1_000);
    await engine.control.kill(id, never);
  });

  it('reads 300,000 lines, each once', async () => {
    const id = await startContainer(engine, busyboxPlan('seq 1 300000'));
    assertComplete((await follow(source, { resource: id })).lines, 300_000);
  }).timeout(120_000);
});
