import assert from 'node:assert/strict';
import { editedSpec } from '../../../../src/language/editing/editedSpec.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { TextLinter } from '../../../../src/language/lint/textLinter.ts';
import { createSpecDocument } from '../../../../src/language/document/specDocument.ts';
import { edited } from './atCursor.ts';

const HEAD = 'version: 1\nworkloads:\n  w:\n    image: x\n';
const uri = 'file:///w/trainyard.yaml';

const open = (text: string) => editedSpec(uri, text, { linter: new TextLinter(DEFAULT_LINT_CONFIG) });
const diagnostics = (text: string) => open(text).diagnostics();

/** Titles and resulting texts of the fixes of the first problem. */
function fixes(text: string) {
  const document = createSpecDocument(text);
  const [first] = diagnostics(text);
  assert.ok(first, 'no problem');
  return open(text)
    .codeActions(first.range)
    .map((action) => {
      const edit = action.edit?.changes?.[uri]?.[0];
      assert.ok(edit && action.diagnostics?.[0]?.code === first.code && action.kind === 'quickfix');
      return { title: action.title, isPreferred: action.isPreferred, text: edited(document, edit) };
    });
}

describe('quick fixes', () => {
  it('rename an unknown field to the nearest name, or remove it', () => {
    const [rename, remove] = fixes(`${HEAD}    comand: [python]\n`);
    assert.deepEqual(rename, {
      title: 'Rename to “command”',
      isPreferred: true,
      text: `${HEAD}    command: [python]\n`,
    });
    assert.deepEqual(remove, { title: 'Remove “comand”', isPreferred: false, text: HEAD });
  });

  it('change a value to the nearest one', () => {
    assert.equal(fixes(`${HEAD}    pull: allways # note\n`)[0]?.text, `${HEAD}    pull: always # note\n`);
    assert.equal(
      fixes(`${HEAD}    target: "loacl"\ntargets: { local: { docker: {} } }\n`)[0]?.text,
      `${HEAD}    target: "local"\ntargets: { local: { docker: {} } }\n`,
    );
  });

  it('remove what stands in the wrong place or twice', () => {
    assert.equal(fixes(`${HEAD}    replicas: 2\n`)[0]?.text, HEAD);
    assert.equal(fixes(`${HEAD}    nodes: 1\n    nodes: 2\n`)[0]?.text, `${HEAD}    nodes: 1\n`);
    assert.equal(fixes(`${HEAD}    build: .\n`).length, 1);
  });

  it('add the version', () => {
    assert.equal(fixes('workloads: { w: { image: x } }\n')[0]?.text, 'version: 1\nworkloads: { w: { image: x } }\n');
  });

  it('are offered only where the problem is', () => {
    const elsewhere = { line: 0, character: 0 };
    assert.deepEqual(open(`${HEAD}    comand: [python]\n`).codeActions({ start: elsewhere, end: elsewhere }), []);
  });

  it('lead to a file with one problem less', () => {
    const texts = [
      `${HEAD}    comand: x\n`,
      `${HEAD}    mounts: [{ volumes: v, path: /v, pat: 1 }]\n`,
      `${HEAD}    parameters:\n      p:\n        defalt: 1\n`,
      `${HEAD}    ports:\n      - contaner: 80\n        host: 80\n`,
    ];
    for (const text of texts) {
      const before = diagnostics(text).length;
      for (const fix of fixes(text)) assert.ok(diagnostics(fix.text).length <= before, fix.text);
      assert.ok(diagnostics(fixes(text)[0]?.text ?? '').length < before, text);
    }
  });
});

describe('diagnostics', () => {
  it('have a stable code, a place and a path', () => {
    const [first] = diagnostics(`${HEAD}    comand: [python]\n`);
    assert.deepEqual(first, {
      range: { start: { line: 4, character: 4 }, end: { line: 4, character: 10 } },
      severity: 1,
      code: 'spec-unknown-field',
      source: 'Trainyard',
      message: 'workloads.w: A workload has no field “comand”. Did you mean “command”?',
    });
  });

  it('are at most 1,000', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `    u${index}: 1`).join('\n');
    assert.equal(diagnostics(`${HEAD}${names}\n`).length, 1000);
  });

  it('say what is missing at the name of what lacks it', () => {
    const [first] = diagnostics('version: 1\nworkloads:\n  train:\n    command: [python]\n');
    assert.deepEqual(
      [first?.code, first?.range.start.line, first?.range.start.character],
      ['spec-missing-field', 2, 2],
    );
  });

  it('leave what is missing alone while the syntax is broken', () => {
    const found = diagnostics('version: 1\nworkloads:\n  train:\n    comand: [python\n    x');
    const codes = new Set(found.map(({ code }) => code));
    assert.ok(codes.has('spec-syntax') && !codes.has('spec-missing-field'));
  });
});
