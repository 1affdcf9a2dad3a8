// @ts-check
// Completion in a Compose file against yaml-language-server: two processes over stdio, one client, one file of 400 services, the same schema.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../../scripts/schemas/sources.mjs';
import { goModuleFiles } from '../../scripts/schemas/goModule.mjs';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { installPinned } from '../lib/installPinned.mjs';
import { LanguageClient } from '../lib/languageClient.mjs';
import { median } from '../lib/median.mjs';

const services = 400;
const uri = 'file:///w/compose.yaml';
const address = 'https://bench.example/compose.json';
/** The rival is given fewer of the same, because each takes it longer. */
const rounds = { ours: 100, theirs: 20 };
const warmUpRounds = 10;

const lines = ['services:'];
for (let at = 0; at < services; at += 1) {
  lines.push(
    `  s${at}:`,
    `    image: registry.example.com/team/service:${at}`,
    '    environment:',
    `      RANK: "${at}"`,
    '    ports:',
    `      - "${10_000 + at}:80"`,
    '    deploy:',
    '      resources:',
    '        limits:',
    '          memory: 4g',
  );
}
const text = `${lines.join('\n')}\n`;

/** @type {LanguageClient | undefined} */
let ours;
/** @type {LanguageClient | undefined} */
let theirs;

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup({ root, scratch }) {
  await mustRun(process.execPath, ['scripts/build.mjs', '--only', 'server'], { cwd: root });
  const program = join(await installPinned('yaml-language-server'), 'yaml-language-server/bin/yaml-language-server');
  const schema = readFileSync(join(await goModuleFiles(compose.module, [compose.file]), compose.file), 'utf8');
  const yaml = { schemas: { [address]: 'compose.yaml' }, schemaStore: { enable: false }, completion: true };
  ours = await LanguageClient.start(uri, {
    args: [join(root, 'dist/server.js')],
    env: { TRAINYARD_COMPILE_CACHE: scratch('compile-cache') },
    initializationOptions: { texts: [] },
  });
  theirs = await LanguageClient.start(uri, {
    args: [program],
    setting: (section) => (section === 'yaml' ? yaml : null),
    content: (asked) => (asked === address ? schema : undefined),
  });
  for (const client of [ours, theirs]) await client.open(text);
}

/**
 * Types a field of a service and asks at once what it may become, as an editor does.
 * @param {LanguageClient | undefined} client
 * @param {number} count
 */
async function completions(client, count) {
  if (!client) throw new Error('not set up');
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < count; round += 1) {
    // Another service each time: the image stands two lines below the start of each ten.
    const line = 2 + 10 * ((round * 37) % services);
    const whole = lines[line] ?? '';
    const begun = performance.now();
    const typed = client.edit({ line, character: 4 }, { line, character: whole.length }, 'im');
    const { answer } = await client.ask('completion', { line, character: 6 });
    times.push(performance.now() - begun);
    await typed;
    /** @type {{label: string}[]} */
    const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
    if (!items.some(({ label }) => label === 'image')) throw new Error('image is not among what is offered');
    await client.edit({ line, character: 4 }, { line, character: 6 }, whole.trim());
  }
  return times;
}

/** @type {readonly import('../lib/types.ts').Pair[]} */
export const pairs = [
  {
    id: 'compose-completion',
    group: 'lint-server',
    title: 'A field of a Compose file typed to what it may become | yaml-language-server',
    unit: 'ms',
    setup: async (context) => {
      await setup(context);
      await completions(ours, warmUpRounds);
      await completions(theirs, warmUpRounds);
    },
    ours: async () => median(await completions(ours, rounds.ours)),
    theirs: async () => median(await completions(theirs, rounds.theirs)),
    teardown: async () => {
      await ours?.stop();
      await theirs?.stop();
    },
  },
];
