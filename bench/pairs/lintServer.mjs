// @ts-check
// The language server against yaml-language-server: two processes over stdio, one client, one manifest of 148 documents, the same schemas.
import { join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { seededRandom } from '../../test/support/seededRandom.ts';
import { editorSchemas, schemaVersion } from '../lib/editorSchemas.mjs';
import { installPinned } from '../lib/installPinned.mjs';
import { LanguageClient } from '../lib/languageClient.mjs';
import { manifestText } from '../lib/manifestFiles.mjs';
import { median } from '../lib/median.mjs';

/** @typedef {import('../lib/languageClient.mjs').Position} Position */

const group = 'lint-server';
const documents = 148;
const uri = 'file:///w/all.yaml';
/** yaml-language-server waits as long after an edit, and no setting changes it; it is not counted. */
const theirDelayMs = 200;
/** The rival is given fewer of the same, because each takes it that long. */
const rounds = { ours: 200, theirs: 40 };
const warmUpRounds = 20;

const text = manifestText('core', documents);
const lines = text.split('\n');

/** @type {LanguageClient | undefined} */
let ours;
/** @type {LanguageClient | undefined} */
let theirs;

/** @param {import('../lib/types.ts').BenchContext} context */
async function setup({ root, scratch }) {
  await mustRun(process.execPath, ['scripts/build.mjs', '--only', 'server'], { cwd: root });
  const program = join(await installPinned('yaml-language-server'), 'yaml-language-server/bin/yaml-language-server');
  const schemas = await editorSchemas();
  const settings = {
    yaml: {
      schemas: { kubernetes: '*.yaml' },
      kubernetesVersion: schemaVersion,
      schemaStore: { enable: false },
      kubernetesCRDStore: { enable: true },
      validate: true,
      hover: true,
      completion: true,
    },
  };
  ours = await LanguageClient.start(uri, {
    args: [join(root, 'dist/server.js')],
    env: { TRAINYARD_COMPILE_CACHE: scratch('compile-cache') },
    initializationOptions: { texts: [] },
  });
  theirs = await LanguageClient.start(uri, {
    args: [program],
    setting: (section) => (section === 'yaml' ? settings.yaml : null),
    // As over the network, where what comes after # is not sent.
    content: (address) => schemas.get(address.replace(/#.*/, '')),
  });
  for (const client of [ours, theirs]) {
    const count = await client.open(text);
    if (count > 0) throw new Error(`${count} problems in a manifest that has none`);
  }
}

async function teardown() {
  await ours?.stop();
  await theirs?.stop();
}

/** What a person mistypes; both sides tell of each. */
const mistakes = ['revisionHistoryLimit: many', 'revisionHistoryLimit 2', 'revisonHistoryLimit: 2'];

/**
 * Breaks a line at a place from a seed, and repairs it: what is said changes with every edit.
 * @param {LanguageClient | undefined} client
 * @param {number} count
 */
async function edits(client, count) {
  if (!client) throw new Error('not set up');
  const places = placesOf('  revisionHistoryLimit: ');
  const random = seededRandom(5);
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < count; round += 2) {
    const line = places[Math.floor(random() * places.length)] ?? 0;
    const right = lines[line]?.trim() ?? '';
    const wrong = mistakes[(round / 2) % mistakes.length] ?? '';
    const start = { line, character: 2 };
    const broken = await client.editToDiagnostics(start, { line, character: 2 + right.length }, wrong);
    if (broken.count === 0) throw new Error(`${wrong} was not found`);
    const repaired = await client.editToDiagnostics(start, { line, character: 2 + wrong.length }, right);
    if (repaired.count > 0) throw new Error(`${repaired.count} problems are left of ${wrong}`);
    times.push(broken.ms, repaired.ms);
  }
  return times;
}

/**
 * Types a key of a container and asks at once what it may become, as an editor does.
 * @param {LanguageClient | undefined} client
 * @param {number} count
 */
async function completions(client, count) {
  if (!client) throw new Error('not set up');
  const places = placesOf(' image: ');
  const random = seededRandom(6);
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < count; round += 1) {
    const line = places[Math.floor(random() * places.length)] ?? 0;
    const whole = lines[line] ?? '';
    const key = whole.search(/\S/);
    const start = { line, character: key };
    const end = { line, character: key + 2 };
    const begun = performance.now();
    const typed = client.edit(start, { line, character: whole.length }, 'im');
    const { answer } = await client.ask('completion', end);
    times.push(performance.now() - begun);
    await typed;
    /** @type {{label: string}[]} */
    const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
    if (!items.some(({ label }) => label === 'image')) throw new Error('image is not among what is offered');
    await client.edit(start, end, whole.trim());
  }
  return times;
}

/**
 * Help on a key of a line that has just been edited.
 * @param {LanguageClient | undefined} client
 * @param {number} count
 */
async function hoversWhileEditing(client, count) {
  if (!client) throw new Error('not set up');
  const places = placesOf(' image: ');
  const random = seededRandom(7);
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < count; round += 1) {
    const line = places[Math.floor(random() * places.length)] ?? 0;
    const whole = lines[line] ?? '';
    const begun = performance.now();
    const typed = client.edit({ line, character: whole.length }, { line, character: whole.length }, '1');
    await helpOn(client, { line, character: whole.search(/\S/) + 2 });
    times.push(performance.now() - begun);
    await typed;
    await client.edit({ line, character: whole.length }, { line, character: whole.length + 1 }, '');
  }
  return times;
}

/**
 * Help on keys of a file that nobody edits.
 * @param {LanguageClient | undefined} client
 * @param {number} count
 */
async function hoversAtRest(client, count) {
  if (!client) throw new Error('not set up');
  const places = placesOf(' image: ');
  const random = seededRandom(8);
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < count; round += 1) {
    const line = places[Math.floor(random() * places.length)] ?? 0;
    times.push(await helpOn(client, { line, character: (lines[line] ?? '').search(/\S/) + 2 }));
  }
  return times;
}

/**
 * @param {LanguageClient} client
 * @param {Position} position Of a container's image.
 * @returns {Promise<number>} In ms.
 */
async function helpOn(client, position) {
  const { ms, answer } = await client.ask('hover', position);
  if (!JSON.stringify(answer).includes('image')) throw new Error('nothing is said of the image');
  return ms;
}

/**
 * @param {string} start
 * @returns {number[]} Lines that hold it.
 */
function placesOf(start) {
  return lines.flatMap((line, at) => (line.includes(start) ? [at] : []));
}

/** @param {readonly number[]} times */
const p99 = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;

/**
 * @param {string} id
 * @param {string} title
 * @param {(client: LanguageClient | undefined, count: number) => Promise<number[]>} work
 * @param {number} delayMs
 * @returns {import('../lib/types.ts').Pair}
 */
function serverPair(id, title, work, delayMs = 0) {
  return {
    id,
    group,
    title,
    unit: 'ms',
    setup: async (context) => {
      await setup(context);
      await work(ours, warmUpRounds);
      await work(theirs, warmUpRounds);
    },
    ours: async () => {
      const times = await work(ours, rounds.ours);
      return { value: median(times), also: { p99Ms: p99(times) } };
    },
    theirs: async () => median(await work(theirs, rounds.theirs)) - delayMs,
    teardown,
  };
}

export const pairs = [
  serverPair('lint-edit-yamlls', 'An edit to its diagnostics | yaml-language-server', edits, theirDelayMs),
  serverPair('lint-completion', 'A key typed to what it may become | yaml-language-server', completions),
  serverPair('lint-hover', 'Help on a key after an edit | yaml-language-server', hoversWhileEditing),
  serverPair('lint-hover-rest', 'Help on a key of a file at rest | yaml-language-server', hoversAtRest),
];
