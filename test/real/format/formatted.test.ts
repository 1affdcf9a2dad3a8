// go-yaml, which reads YAML for kubectl, helm and compose, reads the same before and after formatting.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyEdits } from '../../../src/language/format/applyEdits.ts';
import { formatYaml } from '../../../src/language/format/formatYaml.ts';
import { allRules } from '../../../src/language/rules/allRules.ts';
import { CarelessYaml } from '../../support/carelessYaml.ts';
import { goJudge, type Judge } from '../../support/goJudge.ts';
import { describeOnce } from '../../support/oncePerRun.ts';
import { seededRandom } from '../../support/seededRandom.ts';

const root = resolve(import.meta.dirname, '../../..');
/** Ways in which people write the same. They may make another text of it, or none: the formatter has to keep whatever it is. */
const UNTIDY: readonly (readonly [what: string, change: (text: string) => string])[] = [
  ['as they are', (text) => text],
  ['twice as deep', (text) => text.replaceAll(/^ +/gm, (blanks) => blanks + blanks)],
  ['with blanks at line ends', (text) => text.replaceAll(/(?<=.)$/gm, '  ')],
  ['with blanks behind colons and dashes', (text) => text.replaceAll(/(?<=^ *[\w-]+:|^ *-) (?=\S)/gm, '   ')],
  ['with blank lines', (text) => text.replaceAll('\n', '\n\n\n')],
  ['with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['with a comment on each line', (text) => text.replaceAll(/(?<=^ *[\w-]+:)$/gm, ' # why')],
  ['one level in', (text) => text.replaceAll(/^(?=.)/gm, '   ')],
  ['with every second line out by one', (text) => text.replaceAll(/^((?:.*\n)) {2}/gm, '$1   ')],
];
const STEPS = [1, 2, 4];

/** Texts that are made, which hold more of YAML than people write. */
const MADE = 1000;

/** Examples of all rules, what is YAML in the repository, and texts that are made. */
function samples(): readonly string[] {
  const pages = Array.from(allRules().values(), (rule) => rule.page()).flatMap(({ bad, good }) => [bad, good]);
  const paths = execFileSync('git', ['ls-files', '-z', '*.yaml', '*.yml'], { cwd: root, encoding: 'utf8' });
  const files = paths.split('\0').filter((path) => path !== '');
  const made = Array.from({ length: MADE }, (_, seed) => new CarelessYaml(seededRandom(seed + 1)).text());
  return Array.from(
    new Set([...pages, ...made, ...files.map((path) => readFileSync(join(root, path), 'utf8'))]),
  ).filter((text) => text.length < LONGEST);
}

const LONGEST = 100_000;

describeOnce('formatted files, read by go-yaml', function () {
  // The first run compiles the reader.
  this.timeout(300_000);
  let read: Judge;
  before(async () => {
    read = await goJudge('yaml');
  });

  for (const [what, change] of UNTIDY) {
    it(`${what}: mean what they meant`, () => {
      const pairs = samples().flatMap((sample) => {
        const text = change(sample);
        return STEPS.map((step) => [text, applyEdits(text, formatYaml(text, { step }))] as const);
      });
      const changed = pairs.filter(([before, after]) => before !== after);
      const answers = read(changed.flat());
      const differences = changed.filter((_pair, index) => {
        const [before, after] = answers.slice(index * 2, index * 2 + 2);
        // What nobody reads has no meaning to keep.
        return before?.startsWith('error: ') !== true && before !== after;
      });
      assert.ok(changed.length > 50, `${changed.length} were changed`);
      assert.deepEqual(differences.map(([before, after]) => `${before}\n=>\n${after}`).slice(0, 3), []);
    });
  }
});
