// S9: no YAML file stops the editor, and none changes what other objects are.
import assert from 'node:assert/strict';
import type * as parseYamlModule from '../../src/language/document/parseYaml.ts';
import type * as readSpecModule from '../../src/language/document/readSpec.ts';
import type * as parseData from '../../src/adapters/project/parseData.ts';
import { describeRule, loadFrom } from './mutants.ts';

const LIMIT_MS = 2000;
const bomb = (levels: number, width: number) =>
  [
    'a0: &a0 [x, x]',
    ...Array.from(
      { length: levels },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: width }, () => `*a${at}`).join(', ')}]`,
    ),
  ].join('\n');

const hostile: readonly (readonly [what: string, text: string])[] = [
  ['a bomb of aliases', bomb(30, 10)],
  ['an alias of itself', 'a: &a [*a]'],
  ['deep brackets', '['.repeat(100_000)],
  ['deep maps', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['many keys', Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join('\n')],
  ['a long line', `a: "${'x'.repeat(400_000)}"`],
  ['megabytes', 'a: b\n'.repeat(1_000_000)],
  ['merge keys', 'a: &a {x: 1}\nb:\n  <<: [*a, *a]\n  <<: *a\n'],
  [
    'the prototype',
    '__proto__:\n  polluted: yes\nconstructor:\n  prototype:\n    polluted: yes\nworkloads:\n  __proto__: {polluted: true}\n',
  ],
  ['tags', 'a: !!js/function "function () { return 1 }"\nb: !<tag:yaml.org,2002:js/regexp> /a/\n'],
  ['null bytes and lone halves', 'a: "\\0"\nb: "\\ud800"\n\u0000'],
];

function within(what: string, work: () => void): void {
  // Time of the processor, not of the clock: other programs on the machine make no parser slow.
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1000;
  assert.ok(took < LIMIT_MS, `${what} took ${took.toFixed(0)} ms`);
  assert.equal(Reflect.get({}, 'polluted'), undefined, `${what} changed every object`);
}

describe('S9 YAML', function () {
  this.timeout(120_000);

  describeRule(
    'hostile specs are answered in time, with a problem or a value',
    async (src) => {
      const { parseYaml } = await loadFrom<typeof parseYamlModule>(src, 'language/document/parseYaml.ts');
      const { readSpec } = await loadFrom<typeof readSpecModule>(src, 'language/document/readSpec.ts');
      for (const [what, text] of hostile) {
        within(what, () => parseYaml(text));
        within(what, () => assert.equal(readSpec(text, 'trainyard.yaml').ok, false, `${what} is no spec`));
      }
      const parsed = parseYaml(bomb(5, 10));
      assert.ok(parsed.problems.length > 0 || parsed.root !== undefined);
    },
    [
      {
        what: 'no limit of size, and each key compared with each other',
        file: 'language/document/parseYaml.ts',
        from: 'uniqueKeys: false,',
        to: 'uniqueKeys: true, ...((): object => { const until = Date.now() + 2100; while (Date.now() < until); return {}; })(),',
      },
    ],
  );

  describeRule(
    'files of a project are read in time, into maps',
    async (src) => {
      const { parseYamlText } = await loadFrom<typeof parseData>(src, 'adapters/project/parseData.ts');
      assert.equal(parseYamlText(bomb(5, 10)).ok, false, 'a bomb of aliases is refused');
      for (const [what, text] of hostile) {
        if (text.length < 1_000_000) within(what, () => parseYamlText(text));
      }
      const parsed = parseYamlText('__proto__: {polluted: true}\nplain: 1\n');
      assert.ok(parsed.ok && parsed.value instanceof Map, 'a map of YAML is a Map');
    },
    [
      {
        what: 'any number of aliases',
        file: 'adapters/project/parseData.ts',
        from: 'maxAliasCount: 100',
        to: 'maxAliasCount: -1',
      },
    ],
  );
});
