import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/language/format/applyEdits.ts';
import { formatYaml } from '../../../../src/language/format/formatYaml.ts';

function format(text: string, step = 2): string {
  return applyEdits(text, formatYaml(text, { step }));
}

function formatLines(text: string, first: number, last: number): string {
  const offsetOf = (line: number) => text.split('\n').slice(0, line).join('\n').length + (line === 0 ? 0 : 1);
  const range = { start: offsetOf(first), end: offsetOf(last) };
  return applyEdits(text, formatYaml(text, { step: 2, range }));
}

type Case = readonly [what: string, before: string, after: string];

describe('formatYaml', () => {
  const cases: readonly Case[] = [
    ['indents maps', 'a:\n    b:\n       c: 1\n', 'a:\n  b:\n    c: 1\n'],
    ['takes the indentation of the whole document away', '  a: 1\n  b: 2\n', 'a: 1\nb: 2\n'],
    ['keeps dashes under their key', 'a:\n- b: 1\n  c: 2\n', 'a:\n- b: 1\n  c: 2\n'],
    ['keeps dashes deeper than their key', 'a:\n    - b: 1\n      c: 2\n', 'a:\n  - b: 1\n    c: 2\n'],
    ['puts dashes where most of the file has them', 'a:\n- 1\nb:\n- 2\nc:\n  - 3\n', 'a:\n- 1\nb:\n- 2\nc:\n- 3\n'],
    [
      'counts the lists of all documents',
      'a:\n  - 1\n---\nb:\n- 2\n---\nc:\n  - 3\n',
      'a:\n  - 1\n---\nb:\n  - 2\n---\nc:\n  - 3\n',
    ],
    [
      'leaves one blank behind a dash',
      'a:\n-   b: 1\n    c: 2\n-  -  x\n   -  y\n',
      'a:\n- b: 1\n  c: 2\n- - x\n  - y\n',
    ],
    ['takes dashes that stand alone', '-\n    a: 1\n    b: 2\n-\n  - c\n', '-\n  a: 1\n  b: 2\n-\n  - c\n'],
    ['leaves one blank behind a colon and none before it', 'a :   1\nb:\t2\n"c"  : 3\n', 'a: 1\nb: 2\n"c": 3\n'],
    ['leaves the blank behind an alias that is a key', 'a: &x b\n*x : 1\n', 'a: &x b\n*x : 1\n'],
    ['takes blanks at line ends away', 'a: 1  \nb:\t\nc: x # y  \n   \nd: 2\n', 'a: 1\nb:\nc: x # y\n\nd: 2\n'],
    ['keeps one blank line', '\n\na: 1\n\n\n\nb: 2\n\n\n', 'a: 1\n\nb: 2\n'],
    ['ends the file with a line break', 'a: 1', 'a: 1\n'],
    ['ends it with that of the file', 'a: 1\r\nb:\r\n    c: 2', 'a: 1\r\nb:\r\n  c: 2\r\n'],
    ['keeps a byte order mark', '\uFEFFa:\n    b: 1\n', '\uFEFFa:\n  b: 1\n'],
    ['keeps document marks', '---  \na: 1\n\n\n--- # two\nb: 2 \n...\n', '---\na: 1\n\n--- # two\nb: 2\n...\n'],
    ['puts values below keys', 'a:\n     &x\n     b: 1\nc:\n       word\n', 'a:\n  &x\n  b: 1\nc:\n  word\n'],
    [
      'moves block scalars and what is deeper in them',
      'a:\n    b: |\n          one\n            two\n\n          three\n    c: >-\n     x\n',
      'a:\n  b: |\n    one\n      two\n\n    three\n  c: >-\n    x\n',
    ],
    ['moves one with a number with its key', 'a:\n    b: |2\n       one\n', 'a:\n  b: |2\n     one\n'],
    ['keeps the blank lines of “|+”', 'a: |+\n  x\n\n\n\nb: 1\n', 'a: |+\n  x\n\n\n\nb: 1\n'],
    ['keeps blanks in block scalars', 'a: |\n    x  \n      \n    y\t\n', 'a: |\n  x  \n    \n  y\t\n'],
    ['gives a text at the end no other line break', 'a: |\n  x', 'a: |\n  x'],
    [
      'moves texts of several lines with their beginning',
      'a:\n    b: one\n      two\n\n      three\n    c: "x\n      y  \n\n      z"\n    d: [1,\n        2 ]\n',
      'a:\n  b: one\n    two\n\n    three\n  c: "x\n    y  \n\n    z"\n  d: [1,\n      2 ]\n',
    ],
    ['keeps brackets at the column of their key', 'a:\n    b: [\n      1\n    ]\n', 'a:\n  b: [\n    1\n  ]\n'],
    ['does not look into brackets', 'a: {b: 1,c: [ 2,3]}\n', 'a: {b: 1,c: [ 2,3]}\n'],
    [
      'moves comments with what follows them, or with what they stand under',
      'a:\n    # of b\n    b: 1\n    # of a\n# of c\nc:\n    d: 1\n    # e: 2\n    #   f: 3\n',
      'a:\n  # of b\n  b: 1\n  # of a\n# of c\nc:\n  d: 1\n  # e: 2\n  #   f: 3\n',
    ],
    ['leaves comments at the first column', 'a:\n    b: 1\n# c: 2\n    d: 3\n', 'a:\n  b: 1\n# c: 2\n  d: 3\n'],
    [
      'keeps comments behind a text out of it',
      'a:\n        b: |\n            x\n     # c\nd: 1\n',
      'a:\n  b: |\n    x\n  # c\nd: 1\n',
    ],
    [
      'leaves one or two blanks before a comment',
      'a: 1     # x\nbb: 2  # y\n\nc:\t# z\n',
      'a: 1 # x\nbb: 2  # y\n\nc: # z\n',
    ],
    [
      'keeps comments below each other',
      'a: 1        # x\nlong: 2     # y\nm:    3     # z\n',
      'a: 1    # x\nlong: 2 # y\nm: 3    # z\n',
    ],
    ['takes a “#” in a text for text', "a: 'b   # c'\nd: e#f   g\n", "a: 'b   # c'\nd: e#f   g\n"],
    ['moves quoted keys, tags and anchors', '"a b":\n    !!str c: &d  x\n', '"a b":\n  !!str c: &d  x\n'],
    [
      'formats what is not broken',
      'a:\n    b: 1\n---\na: b: c\nd:\n    e: 1  \n---\nf:\n    g: 1\n',
      'a:\n  b: 1\n---\na: b: c\nd:\n    e: 1  \n---\nf:\n  g: 1\n',
    ],
    ['leaves a tab as indentation', 'a:\n\tb: 1  \n', 'a:\n\tb: 1  \n'],
    ['leaves keys with a question mark', '? a\n:    b  \n', '? a\n:    b  \n'],
    ['leaves line ends that readers disagree about', 'a:\n    b: "x\u2028y"  \n', 'a:\n    b: "x\u2028y"  \n'],
    ['formats empty files and comments', '\n\n# a  \n\n\n# b', '# a\n\n# b\n'],
    ['takes a bracket in a quoted key for text', '"[a":\n    b: 1\n', '"[a":\n  b: 1\n'],
    ['leaves anchors that end elsewhere for kubectl', '&a:\n    b: 1\n', '&a:\n    b: 1\n'],
    ['leaves JSON', '{\n    "a": 1\n}\n', '{\n    "a": 1\n}\n'],
    [
      'knows placeholders in texts',
      'a:\n    - "{{inputs.x}}"  \n    - b: {{ .Values.c }}\n',
      'a:\n  - "{{inputs.x}}"\n  - b: {{ .Values.c }}\n',
    ],
    [
      'moves nothing where a template counts columns',
      'a:\n    {{- toYaml .Values.a | nindent 4 }}  \n    b:   1  \n{{- if .c }}\n\n\nd: {{ .d }}   # e\n{{- end }}\n',
      'a:\n    {{- toYaml .Values.a | nindent 4 }}  \n    b: 1\n{{- if .c }}\n\nd: {{ .d }} # e\n{{- end }}\n',
    ],
    ['leaves comments of templates', '{{- /*\n a  \n\n\n b\n*/ -}}\na:   1\n', '{{- /*\n a  \n\n\n b\n*/ -}}\na: 1\n'],
    ['leaves expressions of workflows', 'a:\n    b: ${{ secrets.X }}\n', 'a:\n  b: ${{ secrets.X }}\n'],
  ];
  for (const [what, before, after] of cases) {
    it(what, () => {
      assert.equal(format(before), after);
      assert.equal(format(after), after);
    });
  }

  it('takes the width of a level from the editor', () => {
    assert.equal(
      format('a:\n  b:\n    - c: 1\n      d: |\n        x\n', 4),
      'a:\n    b:\n        - c: 1\n          d: |\n              x\n',
    );
  });

  it('changes lines alone', () => {
    assert.deepEqual(formatYaml('a: 1\nb:\n    c: 2\n', { step: 2 }), [{ start: 8, end: 12, newText: '  ' }]);
    assert.deepEqual(formatYaml('a: 1\n', { step: 2 }), []);
  });

  it('formats what is all in a range, and keeps the rest', () => {
    const text = 'a:\n    b:   1  \n    c:\n         d: 1\n         e:   2\nf:   3\n';
    assert.equal(formatLines(text, 1, 2), 'a:\n    b: 1\n    c:\n         d: 1\n         e:   2\nf:   3\n');
    assert.equal(formatLines(text, 2, 4), 'a:\n    b:   1  \n    c:\n      d: 1\n      e: 2\nf:   3\n');
    assert.equal(formatLines(text, 3, 3), text);
  });
});
