// @ts-check
// P5: a whole build on a real engine, by the way that Trainyard chooses and by the engine's API, each against the same builder from the command
// line. A file changes before every build, so that the context is sent and copied; everything is built into the same image.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../scripts/lib/runProgram.mjs';
import { createBuilder } from '../../src/adapters/docker/builder.ts';
import { createImageStore } from '../../src/adapters/docker/imageStore.ts';
import { Transport } from '../../src/adapters/docker/transport.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

const tag = 'trainyard-bench/whole:1';

/**
 * @param {{id: string, title: string, way: 'classic' | undefined, command: readonly string[], env: Record<string, string>}} options
 * @returns {import('../lib/types.ts').Pair}
 */
function wholeBuild({ id, title, way, command, env }) {
  let folder = '';
  /** @type {Awaited<ReturnType<import('../lib/types.ts').BenchContext['engine']>> | undefined} */
  let engine;
  /** @type {Transport | undefined} */
  let transport;
  /** @type {ReturnType<typeof createBuilder> | undefined} */
  let builder;
  const change = () => writeFileSync(join(folder, 'src0/f0.py'), randomBytes(25_000));
  return {
    id,
    group: 'docker',
    title,
    unit: 's',
    setup: async (context) => {
      engine = await context.engine('new');
      transport = new Transport({ kind: 'unix', path: engine.dockerHost.replace('unix://', '') });
      const env = { ...process.env, ...engine.env };
      // One builder for all builds, as the extension has it.
      builder = createBuilder({ transport, images: createImageStore(transport), env, ...(way ? { way } : {}) });
      folder = join(context.scratch(id), 'context');
      const bytes = randomBytes(25_000);
      for (let part = 0; part < 40; part++) {
        mkdirSync(join(folder, `src${part}`), { recursive: true });
        for (let file = 0; file < 100; file++) writeFileSync(join(folder, `src${part}/f${file}.py`), bytes);
      }
      writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY . /\n');
    },
    ours: async () => {
      change();
      const { value, longestBlockMs } = await longestBlock(async () => {
        const started = performance.now();
        const built = await builder?.build(planOf(folder), () => undefined, new AbortController().signal);
        if (!built?.ok) throw new Error(JSON.stringify(built));
        return (performance.now() - started) / 1000;
      });
      return { value, also: { longestBlockMs } };
    },
    theirs: async () => {
      change();
      const run = await runProgram('docker', [...command, '--tag', tag, folder], {
        env: { ...engine?.env, ...env },
        timeoutMs: 300_000,
      });
      if (run.code === 127 || /unknown command|is not a docker command/.test(run.output))
        throw new NotMeasured(`no docker ${command[0]}`);
      if (run.code !== 0) throw new Error(run.output);
      return run.seconds;
    },
    teardown: async () => {
      transport?.dispose();
      if (engine) await runProgram('docker', ['image', 'rm', '--force', tag], { env: engine.env });
    },
  };
}

/** @param {string} contextFolder */
function planOf(contextFolder) {
  return {
    id: 'bench',
    contextFolder,
    dockerfile: join(contextFolder, 'Dockerfile'),
    tags: [tag],
    args: new Map(),
    labels: new Map(),
    secrets: [],
    useCache: true,
    pullBase: false,
  };
}

export const pairs = [
  wholeBuild({
    id: 'whole-build',
    title: 'Whole build of 100 MB in 4,000 files | docker buildx build',
    way: undefined,
    command: ['buildx', 'build', '--builder', 'default', '--quiet'],
    env: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
  }),
  wholeBuild({
    id: 'whole-build-classic',
    title: 'Whole build of 100 MB in 4,000 files, classic builder | docker build',
    way: 'classic',
    command: ['build', '--quiet'],
    env: { DOCKER_BUILDKIT: '0' },
  }),
];
