// D7: a context of any size needs the same memory. A process of its own packs, so that its memory is its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { itOnce } from '../../support/oncePerRun.ts';
import { testDockerHost } from '../../support/realDocker.ts';
import { BUSYBOX } from '../../support/testImages.ts';

/** P5 of quality.md, with all of Node in it (47 MB before the first byte is packed). */
const LIMIT_MB = 120;
const SPARSE_BYTES = 8.5 * 1024 ** 3;
const SOURCES = join(import.meta.dirname, '../../../src/adapters/docker');

/**
 * The highest resident memory since the program began, in MB. Not `resourceUsage().maxRSS`: that number of Linux survives exec, so a child of a
 * test process of 342 MB never has less.
 */
const HIGHEST = `
import { readFileSync } from 'node:fs';
const megabytes = () => Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
`;

/** Packs a folder into nothing and prints bytes, files and the highest memory. Runs the bundled code, as users do. */
const PACKS = `${HIGHEST}
import { openContext, packContext } from './contextPacker.mjs';
const folder = process.argv[2];
const context = await openContext({ contextFolder: folder, dockerfile: folder + '/Dockerfile' });
let bytes = 0;
const sink = async (chunk) => void (bytes += chunk.length);
const workerFile = new URL('./contextWorker.mjs', import.meta.url);
const packed = await packContext(context.value, { workerFile }, sink, new AbortController().signal);
console.log(JSON.stringify({ bytes, files: packed.value?.files, megabytes: megabytes(), failure: packed.failure }));
`;

/** Sends it to an engine as a build and prints the same. */
const BUILDS = `${HIGHEST}
import { buildOverApi } from './builderOverApi.mjs';
import { openContext } from './contextPacker.mjs';
import { endpointOf } from './endpointAddress.mjs';
import { Transport } from './transport.mjs';
const [, , folder, host] = process.argv;
const dockerfile = folder + '/Dockerfile';
const context = await openContext({ contextFolder: folder, dockerfile });
const none = new Map();
const plan = { id: 'size', contextFolder: folder, dockerfile, tags: [], args: none, labels: none, secrets: [], useCache: true, pullBase: false };
const transport = new Transport(endpointOf(host));
let bytes = 0;
const onEvent = (event) => { if (event.kind === 'transfer') bytes = event.doneBytes; };
const workerFile = new URL('./contextWorker.mjs', import.meta.url);
const request = { plan, context: context.value, dockerfileText: '', version: '1', workerFile };
const built = await buildOverApi(transport, request, onEvent, new AbortController().signal);
console.log(JSON.stringify({ bytes, megabytes: megabytes(), error: built.value?.outcome.error, failure: built.failure }));
transport.dispose();
`;

const ENTRIES = ['builderOverApi', 'contextPacker', 'contextWorker', 'endpointAddress', 'transport'];

describe('size of a context', function () {
  this.timeout(300_000);
  let folder = '';
  let programs = '';
  before(async () => {
    programs = await mkdtemp(join(tmpdir(), 'trainyard-packer-'));
    await build({
      entryPoints: ENTRIES.map((name) => join(SOURCES, `${name}.ts`)),
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      outdir: programs,
      outExtension: { '.js': '.mjs' },
    });
    await writeFile(join(programs, 'packs.mjs'), PACKS);
    await writeFile(join(programs, 'builds.mjs'), BUILDS);
  });
  after(async () => await rm(programs, { recursive: true, force: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-size-'));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  itOnce('does not matter for memory: a sparse file of 8 GiB and more', async () => {
    await writeFile(join(folder, 'sparse'), '');
    await truncate(join(folder, 'sparse'), SPARSE_BYTES);
    const packed = await measured(join(programs, 'packs.mjs'), [folder]);
    assert.ok(packed.bytes > SPARSE_BYTES, JSON.stringify(packed));
    assert.ok(packed.megabytes <= LIMIT_MB, `${packed.megabytes} MB`);
  });

  it('does not matter for memory: the same file sent to an engine, which reads slower than it is packed', async () => {
    await writeFile(join(folder, 'Dockerfile'), `FROM ${BUSYBOX}\n`);
    await writeFile(join(folder, 'sparse'), '');
    await truncate(join(folder, 'sparse'), SPARSE_BYTES);
    const built = await measured(join(programs, 'builds.mjs'), [folder, testDockerHost()]);
    assert.ok(built.bytes > SPARSE_BYTES && built.error === undefined, JSON.stringify(built));
    assert.ok(built.megabytes <= LIMIT_MB, `${built.megabytes} MB`);
  });

  itOnce('does not matter for memory: 200,000 files', async () => {
    for (let part = 0; part < 400; part++) {
      await mkdir(join(folder, `d${part}`));
      await Promise.all(Array.from({ length: 500 }, (_, file) => writeFile(join(folder, `d${part}/f${file}`), '')));
    }
    const packed = await measured(join(programs, 'packs.mjs'), [folder]);
    assert.equal(packed.files, 200_001);
    assert.ok(packed.megabytes <= LIMIT_MB, `${packed.megabytes} MB`);
  });
});

interface Measured {
  readonly bytes: number;
  readonly files?: number;
  readonly megabytes: number;
  readonly error?: string;
}

async function measured(program: string, args: readonly string[]): Promise<Measured> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(Buffer.concat(out).toString('utf8')) as Measured;
}
