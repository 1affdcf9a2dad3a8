import assert from 'node:assert/strict';
import { documentSymbols } from '../../../../src/language/features/documentSymbols.ts';
import { createSpecDocument } from '../../../../src/language/document/specDocument.ts';

describe('documentSymbols', () => {
  it('outline sections, workloads and their fields', () => {
    const text =
      'version: 1\nworkloads:\n  train:\n    image: x\n    env: { A: 1 }\ntargets: { local: { docker: {} } }\n';
    const outline = documentSymbols(createSpecDocument(text));
    assert.deepEqual(
      outline.map(({ name }) => name),
      ['version', 'workloads', 'targets'],
    );
    const [train] = outline[1]?.children ?? [];
    assert.deepEqual([train?.name, train?.children?.map(({ name }) => name)], ['train', ['image', 'env']]);
  });

  it('hold each selection inside of its range, also with aliases', () => {
    const text = 'x-a: &a { image: x }\nversion: 1\nworkloads:\n  w: *a\n  v:\n    <<: *a\n';
    const visit = (symbols: ReturnType<typeof documentSymbols>) => {
      for (const { range, selectionRange, children } of symbols) {
        assert.ok(range.start.line <= selectionRange.start.line && range.end.line >= selectionRange.end.line);
        visit(children ?? []);
      }
    };
    visit(documentSymbols(createSpecDocument(text)));
  });

  it('are bounded', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `u${index}: 1`).join('\n');
    assert.ok(documentSymbols(createSpecDocument(names)).length <= 2000);
  });
});
