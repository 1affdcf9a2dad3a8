// @ts-check
// P5: packing a training project and handing it to an engine that throws it away, so that only the packing counts. RSS is that of a fresh
// process that packs the same folder.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../scripts/lib/runProgram.mjs';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { buildOverApi } from '../../src/adapters/docker/builderOverApi.ts';
import { openContext } from '../../src/adapters/docker/contextPacker.ts';
import { Transport } from '../../src/adapters/docker/transport.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

export const id = 'build-context';
export const group = 'docker';
export const title = 'Context of 500 MB in 20,000 files into a null sink | docker build';
export const unit = 's';

/** An engine in a process of its own that answers pings and drops what it is sent. */
const sinkProgram = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.setHeader('Api-Version', '1.41');
  response.setHeader('Ostype', 'linux');
  if (request.method === 'POST') {
    request.on('data', () => undefined);
    request.on('end', () => response.end('{"stream":"Successfully built 0123456789ab\\\\n"}\\r\\n'));
  } else response.end(request.url.endsWith('_ping') ? 'OK' : '{}');
}).listen(process.argv[2], () => console.log('ready'));
`;

let folder = '';
let socket = '';
/** @type {import('node:child_process').ChildProcess | undefined} */
let sink;

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup(context) {
  const scratch = context.scratch('build-context');
  folder = join(scratch, 'context');
  socket = join(scratch, 'sink.sock');
  makeContext(folder);
  writeFileSync(join(scratch, 'sink.mjs'), sinkProgram);
  const started = spawn(process.execPath, [join(scratch, 'sink.mjs'), socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atExit(() => void started.kill());
  sink = started;
  await new Promise((resolve) => started.stdout.once('data', resolve));
}

/**
 * 20,000 files of 25 kB are sent; 20,000 logs and 19 checkpoints are ignored.
 * @param {string} root
 */
function makeContext(root) {
  const bytes = randomBytes(25_000);
  for (let folder = 0; folder < 200; folder++) {
    mkdirSync(join(root, `src${folder}`), { recursive: true });
    for (let file = 0; file < 100; file++) writeFileSync(join(root, `src${folder}/f${file}.py`), bytes);
    if (folder < 19) writeFileSync(join(root, `src${folder}/model.pt`), bytes);
    mkdirSync(join(root, `logs/${folder}`), { recursive: true });
    for (let file = 0; file < 100; file++) writeFileSync(join(root, `logs/${folder}/l${file}`), 'x');
  }
  writeFileSync(join(root, '.dockerignore'), 'logs\n**/*.pt\n');
  writeFileSync(join(root, 'Dockerfile'), 'FROM scratch\nCOPY . /\n');
}

export async function ours() {
  const transport = new Transport({ kind: 'unix', path: socket });
  try {
    const { value, longestBlockMs } = await longestBlock(async () => {
      const started = performance.now();
      const plan = planOf(folder);
      const context = await openContext(plan);
      if (!context.ok) throw new Error(context.failure.message);
      const request = { plan, context: context.value, dockerfileText: '', version: /** @type {'1'} */ ('1') };
      const built = await buildOverApi(transport, request, () => undefined, new AbortController().signal);
      if (!built.ok || built.value.outcome.error !== undefined) throw new Error(JSON.stringify(built));
      return (performance.now() - started) / 1000;
    });
    return { value, also: { longestBlockMs } };
  } finally {
    transport.dispose();
  }
}

/** @param {string} contextFolder */
function planOf(contextFolder) {
  return {
    id: 'bench',
    contextFolder,
    dockerfile: join(contextFolder, 'Dockerfile'),
    tags: [],
    args: new Map(),
    labels: new Map(),
    secrets: [],
    useCache: true,
    pullBase: false,
  };
}

export async function theirs() {
  const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_BUILDKIT: '0', DOCKER_CONTEXT: undefined };
  const { code, output, seconds } = await runProgram('docker', ['build', '--quiet', folder], {
    env,
    timeoutMs: 120_000,
  });
  if (code === 127) throw new NotMeasured('no docker command line');
  if (code !== 0) throw new Error(output);
  return seconds;
}

export function teardown() {
  sink?.kill();
}
