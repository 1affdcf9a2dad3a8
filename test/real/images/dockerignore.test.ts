// What our packer sends is what the real builder sends. A build for each of the 349 rule files takes minutes, and its answers do not depend on
// the engine: they are recorded and held by a unit test, and here every ninth is asked again. TRAINYARD_IGNORE=all asks all of them;
// TRAINYARD_RECORD=1 does too and writes the answers anew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { IGNORE_CASES, makeIgnoreContext } from '../../support/ignoreCases.ts';
import { packToBuffer } from '../../support/packToBuffer.ts';
import { tarNames } from '../../support/readTar.ts';

const isRecording = process.env['TRAINYARD_RECORD'] === '1';
const asksAll = isRecording || process.env['TRAINYARD_IGNORE'] === 'all';
const CASES = asksAll ? IGNORE_CASES : IGNORE_CASES.filter((_, index) => index % 9 === 0);
const ANSWERS = resolve(import.meta.dirname, '../../unit/domain/images/ignoreAnswers.json');

// BuildKit 0.8 in engine 20.10 sends links that rules like `links/*` name (3 of the 349); what counts is what builders do today.
const suite = process.env['TRAINYARD_TEST_ENGINE'] === 'old' ? () => undefined : describe;

suite('.dockerignore against the real builder', function (this: Mocha.Suite) {
  this.timeout(600_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-ignore-'));
    await makeIgnoreContext(join(folder, 'context'));
  });
  after(async () => await rm(folder, { recursive: true, force: true }));

  it(`sends the same files for ${CASES.length} rule files`, async () => {
    const answers: [string, readonly string[] | null][] = [];
    const differences: string[] = [];
    for (const [index, rules] of CASES.entries()) {
      const dockerfile = join(folder, `${index}.Dockerfile`);
      await writeFile(dockerfile, 'FROM scratch\nCOPY . /\n');
      await writeFile(`${dockerfile}.dockerignore`, rules);
      const [theirs, ours] = await Promise.all([
        builderNames(dockerfile, join(folder, 'context')),
        ourNames(dockerfile, join(folder, 'context')),
      ]);
      answers.push([rules, theirs]);
      if (JSON.stringify(theirs) !== JSON.stringify(ours)) differences.push(describeDifference(rules, theirs, ours));
    }
    if (isRecording) {
      // A byte-order mark in a file of ours would be seen as hidden text.
      const text = JSON.stringify(compact(answers)).replaceAll('\uFEFF', '\\uFEFF');
      await writeFile(ANSWERS, `${text}\n`);
    }
    assert.equal(differences.length, 0, differences.join('\n'));
  });
});

/** The names of the whole context stand once; an answer is the names that are missing from it. Null: refused. */
function compact(answers: readonly (readonly [string, readonly string[] | null])[]) {
  const all = answers.find(([rules]) => rules === '')?.[1] ?? [];
  return { all, cases: answers.map(([rules, names]) => [rules, names && all.filter((name) => !names.includes(name))]) };
}

async function builderNames(dockerfile: string, context: string): Promise<readonly string[] | null> {
  const args = [
    'buildx',
    'build',
    '--builder=default',
    '--quiet',
    '--output=type=tar,dest=-',
    `--file=${dockerfile}`,
    '--',
    context,
  ];
  const child = spawn('docker', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
  });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise<number | null>((settle) => child.once('close', settle));
  const said = Buffer.concat(errors).toString('utf8');
  if (code === 0) return await tarNames(Buffer.concat(out));
  if (/syntax error in pattern|illegal exclusion pattern|invalid excludepatterns/.test(said)) return null;
  throw new Error(said);
}

async function ourNames(dockerfile: string, contextFolder: string): Promise<readonly string[] | null> {
  try {
    return await tarNames((await packToBuffer({ contextFolder, dockerfile })).tar);
  } catch (error) {
    if (error instanceof Error && error.message.includes('cannot be read')) return null;
    throw error;
  }
}

function describeDifference(rules: string, theirs: readonly string[] | null, ours: readonly string[] | null): string {
  const missing = theirs?.filter((name) => ours?.includes(name) !== true) ?? [];
  const surplus = ours?.filter((name) => theirs?.includes(name) !== true) ?? [];
  return `${JSON.stringify(rules)}: ${theirs ? '' : 'they refuse '}${ours ? '' : 'we refuse '}missing ${missing.join(' ')} | surplus ${surplus.join(' ')}`;
}
