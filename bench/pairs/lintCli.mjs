// @ts-check
// `trainyard lint` against kubeconform on 40,000 files with one resource each, one core for each: CPU seconds of the whole process, its start included.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { buildGoProgram } from '../lib/buildGoProgram.mjs';
import { schemaLocation, writeKubeconformSchemas } from '../lib/kubeconformSchemas.mjs';
import { manifestKinds, writeManifestFiles } from '../lib/manifestFiles.mjs';
import { measureProcess } from '../lib/measureProcess.mjs';

const files = 40_000;
const group = 'lint-cli';
/** All that kubeconform does: schemas alone. */
const schemasOnly = ['--no-config', '--profile', 'schema'];

let folder = '';
let program = '';
let kubeconform = '';

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup({ root, scratch, log }) {
  program = join(root, 'dist/cli.js');
  if (folder !== '') return;
  // Also where there is one: it may be of another state of the source.
  await mustRun(process.execPath, ['scripts/build.mjs', '--only', 'cli'], { cwd: root });
  kubeconform = await buildGoProgram('kubeconform', 'github.com/yannh/kubeconform/cmd/kubeconform', log);
  const made = scratch('lint');
  for (const mix of /** @type {const} */ (['core', 'ml'])) {
    mkdirSync(join(made, mix));
    writeManifestFiles(join(made, mix), mix, files);
  }
  await writeKubeconformSchemas(join(made, 'schemas'), [...manifestKinds.core, ...manifestKinds.ml]);
  folder = made;
}

/**
 * @param {'core' | 'ml'} mix
 * @param {readonly string[]} options
 */
function lint(mix, options) {
  return measureProcess(
    process.execPath,
    [program, 'lint', '--jobs', '1', '--fail-on', 'never', ...options, mix],
    folder,
  );
}

/** @param {'core' | 'ml'} mix */
function validate(mix) {
  const location = join(folder, 'schemas', schemaLocation);
  return measureProcess(kubeconform, ['-strict', '-n', '1', '-summary', '-schema-location', location, mix], folder);
}

/**
 * @param {'core' | 'ml'} mix
 * @param {{id: string, title: string, options: readonly string[]}} what
 * @returns {import('../lib/types.ts').Pair}
 */
function cpuPair(mix, { id, title, options }) {
  return {
    id,
    group,
    title: `${files} files of ${title}`,
    unit: 's',
    setup,
    ours: async () => {
      const { cpu, wall } = await lint(mix, options);
      return { value: cpu, also: { wall } };
    },
    theirs: async () => (await validate(mix)).cpu,
  };
}

/**
 * @param {'core' | 'ml'} mix
 * @param {string} kinds
 */
function schemaPair(mix, kinds) {
  const title = `${kinds}, schemas only | kubeconform`;
  return cpuPair(mix, { id: `lint-${mix}`, title, options: schemasOnly });
}

/**
 * @param {'core' | 'ml'} mix
 * @param {string} kinds
 */
function rulePair(mix, kinds) {
  const title = `${kinds}, all default rules and schemas | kubeconform, schemas only`;
  return cpuPair(mix, { id: `lint-rules-${mix}`, title, options: ['--no-config'] });
}

/**
 * @param {'core' | 'ml'} mix
 * @param {string} title
 * @returns {import('../lib/types.ts').Pair}
 */
function memoryPair(mix, title) {
  return {
    id: `lint-memory-${mix}`,
    group,
    title: `Memory for ${files} files of ${title}, schemas only | kubeconform`,
    unit: 'MB',
    setup,
    ours: async () => (await lint(mix, schemasOnly)).megabytes,
    theirs: async () => (await validate(mix)).megabytes,
  };
}

const core = 'core kinds';
const ml = 'ML kinds';

export const pairs = [
  schemaPair('core', core),
  schemaPair('ml', ml),
  rulePair('core', core),
  rulePair('ml', ml),
  memoryPair('core', core),
  memoryPair('ml', ml),
];
