import assert from 'node:assert/strict';
import { fieldOf, type SpecNode } from '../../../../src/domain/deploy/specNode.ts';
import { MOST_CHARACTERS, MOST_NODES, parseYaml } from '../../../../src/language/document/parseYaml.ts';
import { problemsOf } from '../../../../src/language/document/specProblems.ts';
import { createSpecDocument } from '../../../../src/language/document/specDocument.ts';

/** The tree as plain text, for comparing. */
function show(node: SpecNode | undefined): string {
  if (!node) return '';
  if (node.kind === 'list') return `[${node.items.map(show).join(', ')}]`;
  if (node.kind === 'map') return `{${node.entries.map(({ key, value }) => `${key}: ${show(value)}`).join(', ')}}`;
  return node.kind === 'null' ? '~' : `${node.kind.charAt(0)}:${node.text}`;
}

const messages = (text: string) => parseYaml(text).problems.map(({ message }) => message);

describe('parseYaml', function () {
  // Large inputs, on machines that may be busy.
  this.timeout(60_000);

  it('keeps scalars as they are written and knows their kinds by YAML 1.2', () => {
    assert.equal(
      show(parseYaml('a: 1.10\nb: 010\nc: yes\nd: True\ne: ~\nf: "1"\ng: 0x1F\nh: 1e3\ni:\nj: 2024-01-01').root),
      '{a: n:1.10, b: n:010, c: s:yes, d: b:True, e: ~, f: s:1, g: n:0x1F, h: n:1e3, i: ~, j: s:2024-01-01}',
    );
  });

  it('gives each name and value its place', () => {
    const text = 'a:\n  - {b: "x y"} # note\n';
    const { root } = parseYaml(text);
    const list = fieldOf(root, 'a');
    assert.ok(list?.kind === 'list');
    const inner = fieldOf(list.items[0], 'b');
    assert.ok(inner);
    assert.equal(text.slice(inner.span.start, inner.span.end), '"x y"');
  });

  it('keeps names that stand twice, and names like __proto__', () => {
    assert.equal(
      show(parseYaml('a: 1\na: 2\n__proto__: {x: 1}\nconstructor: 3').root),
      '{a: n:1, a: n:2, __proto__: {x: n:1}, constructor: n:3}',
    );
    assert.equal(Reflect.get({}, 'x'), undefined);
  });

  it('follows aliases and merges, the nearer value wins', () => {
    assert.equal(
      show(parseYaml('a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [*a, {z: 4, x: 9}]}').root),
      '{a: {x: n:1, y: n:2}, b: {y: n:3, x: n:1}, c: {x: n:1, y: n:2, z: n:4}}',
    );
    assert.match(messages('a: *b').join(), /no anchor “&b” before/);
  });

  it('never expands bombs (E4)', () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 10 }, () => `*a${index}`).join(', ')}]`,
    );
    assert.match(messages(`a0: &a0 [x]\n${levels.join('\n')}`).join(), /expand to too many/);
    const large = `a: &a ${'x'.repeat(200_000)}\nb: [${Array.from({ length: 99 }, () => '*a').join(', ')}]`;
    assert.deepEqual(messages(large), []);
    assert.match(messages('a: &a [*a]').join(), /no anchor/);
    const merges = Array.from({ length: 2000 }, (_, index) => `k${index}: {<<: *a}`).join('\n');
    assert.match(
      messages(`a: &a {${Array.from({ length: 100 }, (_, index) => `f${index}: 1`).join(', ')}}\n${merges}`).join(),
      /too many values/,
    );
  });

  it('stops at its limits of size, count and depth (E1, E3, E5)', () => {
    assert.deepEqual(
      parseYaml('a'.repeat(MOST_CHARACTERS + 1)).problems.map(({ id }) => id),
      ['too-large'],
    );
    assert.match(messages(`a: [${'1,'.repeat(MOST_NODES + 10)}]`).join(), /too many values/);
    const keys = Array.from({ length: 9000 }, (_, index) => `k${index}: 1`).join('\n');
    assert.deepEqual(messages(keys), []);
    assert.match(messages('['.repeat(100_000)).join(), /nested too deeply|Not valid YAML/);
    assert.match(
      messages(Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')).join(),
      /nested too deeply/,
    );
  });

  it('bounds what it says about damaged text (E6)', () => {
    const damaged = [
      `a: ${'\t'.repeat(20_000)}b`,
      `a: "${'x'.repeat(250_000)}`,
      'a: |\n  ---\n  b\nc: 1',
      '{{ .Values.x }}\na: {{ y }}',
      '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x',
      'a: 1\r\nb: 2\rc: 3\n',
      '\u0000\u0001',
      '\uFFFD\uFFFD: \uFFFD',
      '? [a, b]\n: c',
      '!!js/function x',
      '%YAML 1.1\n---\na: yes',
      '- - - -',
      '&a',
      '*a',
      '"',
      "'",
      '{',
      '[',
      '}',
      ':',
      '? ',
      '!',
      '|',
      '>',
      Array.from({ length: 3000 }, () => '\t- {').join('\n'),
    ];
    for (const text of damaged) {
      const document = createSpecDocument(text);
      const problems = problemsOf(document);
      assert.ok(problems.length <= 1000 && document.syntaxProblems.length <= 60, text.slice(0, 40));
      for (const { span } of problems)
        assert.ok(span.start >= 0 && span.end >= span.start && span.end <= text.length, text.slice(0, 40));
    }
  });

  it('takes a byte-order mark and every kind of line end', () => {
    const text = '\uFEFFversion: 1\r\nworkloads:\r\n  w:\r\n    image: x\r\n';
    assert.deepEqual(problemsOf(createSpecDocument(text)), []);
    const { root } = parseYaml(text);
    assert.ok(root?.kind === 'map');
    assert.equal(text.slice(root.entries[0]?.keySpan.start, root.entries[0]?.keySpan.end), 'version');
    assert.match(messages('a: 1\n---\nb: 2').join(), /Only one document/);
  });
});
