// A rule is only worth something when its test notices that the rule is gone. Each test here runs against the sources and against copies in
// which one line is weakened, and must fail there.
import assert, { AssertionError } from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../..');

/** One weakened place. `from` stands in the file exactly once. */
export interface Mutant {
  readonly what: string;
  /** Below src. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Checks a rule on a copy of the sources; throws an AssertionError where the rule does not hold. */
export type Check = (src: string) => Promise<void>;

/** Defines the test of a rule and the tests of its test. */
export function describeRule(rule: string, check: Check, mutants: readonly Mutant[]): void {
  it(rule, async () => check(join(root, 'src')));
  for (const mutant of mutants) {
    it(`${rule} | seen: ${mutant.what}`, async () => {
      const folder = mutatedCopy(mutant);
      try {
        await assert.rejects(check(join(folder, 'src')), AssertionError);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
}

/** A module of a copy. Its type is that of the original: `loadFrom<typeof import('…')>(src, '…')`. */
export async function loadFrom<T>(src: string, file: string): Promise<T> {
  const loaded: T = await import(pathToFileURL(join(src, file)).href);
  return loaded;
}

function mutatedCopy({ file, from, to }: Mutant): string {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-mutant-'));
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, 'src', file);
  const text = readFileSync(path, 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the mutant's text stands ${times} times in ${file}: ${from}`);
  }
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return folder;
}
