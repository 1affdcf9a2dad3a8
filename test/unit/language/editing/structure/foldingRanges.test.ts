import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { dockerfileStructure } from '../../../../../src/language/editing/structure/dockerfileStructure.ts';
import { foldingRanges } from '../../../../../src/language/editing/structure/foldingRanges.ts';
import { selectionRange } from '../../../../../src/language/editing/structure/selectionRange.ts';
import type { TextStructure } from '../../../../../src/language/editing/structure/textStructure.ts';
import { yamlTextStructure } from '../../../../../src/language/editing/structure/yamlStructure.ts';

const positionsOf = (text: string) => TextDocument.create('file:///x', 'x', 1, text);

/** `3-7` counts lines from 1. */
const foldings = (text: string, structure: TextStructure): readonly string[] =>
  foldingRanges(structure, text, positionsOf(text))
    .toSorted((a, b) => a.startLine - b.startLine)
    .map(({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind === undefined ? '' : ` ${kind}`}`);
const ofYaml = (text: string) => foldings(text, yamlTextStructure(text));
const ofDockerfile = (text: string) => foldings(text, dockerfileStructure(text));

/** What is selected step by step from `|`, without indentation. */
const steps = (marked: string, structureOf: (text: string) => TextStructure): readonly string[] => {
  const text = marked.replace('|', '');
  const positions = positionsOf(text);
  const found: string[] = [];
  for (
    let at = selectionRange(structureOf(text), positions, positions.positionAt(marked.indexOf('|')));
    ;
    at = at.parent
  ) {
    found.push(positions.getText(at.range));
    if (!at.parent) return found;
  }
};

const POD = [
  'kind: Pod',
  'spec:',
  '  containers:',
  '    - name: a',
  '      env:',
  '        - name: B',
  '          value: c',
  '    - name: d',
  'data: |',
  '  x',
  '',
  '  y',
  '',
  'flow: [1,',
  '  2]',
  '',
].join('\n');

describe('folding of YAML', () => {
  it('folds maps, lists, items, texts and brackets up to their last line', () => {
    assert.deepEqual(ofYaml(POD), ['2-8', '3-8', '4-7', '5-7', '6-7', '9-12', '14-15']);
  });

  it('folds whole documents where there are several', () => {
    assert.deepEqual(ofYaml('a: 1\nb: 2\n---\nc: 1\nd:\n  e: 1\n'), ['1-2', '4-6', '5-6']);
  });

  it('folds comments and regions, and regions in each other', () => {
    const text = '# a\n# b\nx: 1\n#region one\n# region two\ny: 1\n# endregion\n#endregion\n# alone\n';
    assert.deepEqual(ofYaml(text), ['1-2 comment', '4-8 region', '5-7 region']);
  });

  it('folds templates and files that are broken', () => {
    assert.deepEqual(ofYaml('a:\n  b: {{ .x }}\n  c: 1\n{{- if .y }}\nd:\n  e: 1\n{{- end }}\n'), ['1-3', '5-6']);
    assert.ok(ofYaml('a:\n  b: [\n  c: 1\nd:\n  e: 1\n').length > 0);
    assert.deepEqual(ofYaml(''), []);
  });
});

describe('folding of Dockerfiles', () => {
  it('folds stages, continued lines and heredocs with their end words', () => {
    const text = 'FROM a AS b\nRUN x \\\n  y\n\nFROM c\nCOPY <<EOF /f\n1\n2\nEOF\nCMD ["x"]\n# one\n# two\nUSER 1\n\n';
    assert.deepEqual(ofDockerfile(text), ['1-3', '2-3', '5-13', '6-9', '11-12 comment']);
  });
});

describe('selections that grow', () => {
  it('go from a value over its entry and its map to the document', () => {
    assert.deepEqual(steps('a:\n  b: c|d\n  e: 1\n', yamlTextStructure), [
      'cd',
      'b: cd',
      'b: cd\n  e: 1',
      'a:\n  b: cd\n  e: 1',
    ]);
  });

  it('begin with a key where the cursor is in it', () => {
    assert.deepEqual(steps('a:\n  na|me: x\n', yamlTextStructure).slice(0, 2), ['name', 'name: x']);
  });

  it('stay in their document', () => {
    assert.deepEqual(steps('a: 1\n---\nb: |2\n', yamlTextStructure), ['2', 'b: 2']);
  });

  it('go from a word over its instruction to the stage of a Dockerfile', () => {
    assert.deepEqual(steps('FROM a\nCOPY x| y\nFROM b\n', dockerfileStructure), ['x', 'COPY x y', 'FROM a\nCOPY x y']);
  });

  it('are empty where nothing is', () => {
    assert.deepEqual(steps('|', yamlTextStructure), ['']);
    assert.deepEqual(steps('|\n\n', dockerfileStructure), ['']);
  });
});
