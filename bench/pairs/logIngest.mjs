// @ts-check
// A log from the engine through demultiplexer, splitter, memory and spool, against `docker logs -f > /dev/null`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { DockerLogSource } from '../../src/adapters/docker/logs.ts';
import { Transport } from '../../src/adapters/docker/transport.ts';
import { DiskSpools } from '../../src/adapters/spool/diskSpools.ts';
import { systemClock } from '../../src/domain/base/clock.ts';
import { ok } from '../../src/domain/base/failure.ts';
import { LogSessions } from '../../src/domain/logs/logSessions.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

export const id = 'log-ingest';
export const group = 'docker';
export const title = 'Log of 500,000 lines, kept | docker logs -f > /dev/null';
// Lines a second, so that a ratio above one means faster.
export const unit = 'lines/s';

const lineCount = 500_000;
const text = 'of a training log of the usual length: epoch, step, some numbers and a name or two, about 100 bytes';
const name = `trainyard-bench-${randomBytes(4).toString('hex')}`;

/** @type {{readonly dockerHost: string} | undefined} */
let engine;
let folder = '';
let round = 0;

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup(context) {
  engine = await context.engine('new');
  folder = context.scratch('logs');
  atExit(teardown);
  const script = `seq 1 ${lineCount} | sed 's/$/ ${text}/'`;
  const image = 'trainyard.local/busybox:1';
  await docker(['run', '--name', name, '--network', 'none', '--label', 'trainyard.bench=1', image, 'sh', '-c', script]);
}

export async function ours() {
  const transport = new Transport({ kind: 'unix', path: host().replace('unix://', '') });
  const source = new DockerLogSource(transport, systemClock);
  const spools = new DiskSpools(join(folder, String((round += 1))));
  const sessions = new LogSessions({ sourceOf: async () => ok(source), spools, clock: systemClock });
  const begun = performance.now();
  const { value, longestBlockMs } = await longestBlock(async () => {
    const { session } = sessions.hold('bench', name);
    await new Promise((resolve) => {
      session.onDidChange(() => (session.state.kind === 'ended' ? resolve(undefined) : undefined));
    });
    return session;
  });
  const seconds = (performance.now() - begun) / 1000;
  let lines = 0;
  for await (const piece of value.spool?.text() ?? []) lines += piece.split('\n').length - 1;
  sessions.dispose();
  transport.dispose();
  return { value: lineCount / seconds, also: { lostLines: lineCount - lines, longestBlockMs } };
}

export async function theirs() {
  const begun = performance.now();
  await docker(['logs', '-f', name]);
  return lineCount / ((performance.now() - begun) / 1000);
}

export async function teardown() {
  if (!engine) return;
  await docker(['rm', '--force', name]);
  engine = undefined;
}

function host() {
  if (!engine) throw new Error('there is no engine before setup');
  return engine.dockerHost;
}

/** @param {readonly string[]} args */
async function docker(args) {
  const child = spawn('docker', ['-H', host(), ...args], { stdio: 'ignore' });
  const [code] = await once(child, 'close').catch((error) => {
    throw new NotMeasured(`no docker command line: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (code !== 0) throw new Error(`docker ${args[0]} ended with ${code}`);
}
