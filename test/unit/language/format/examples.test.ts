import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { applyEdits } from '../../../../src/language/format/applyEdits.ts';
import { formatYaml } from '../../../../src/language/format/formatYaml.ts';
import { allRules } from '../../../../src/language/rules/allRules.ts';

const root = resolve(import.meta.dirname, '../../../..');
const files = globSync('{test,sample,.github}/**/*.{yml,yaml}', { cwd: root }).filter(
  (path) => !path.includes('node_modules'),
);
const examples = Array.from(allRules().values()).flatMap((rule) => [rule.page().bad, rule.page().good]);

const valuesOf = (text: string): readonly unknown[] =>
  Array.from(parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' }), (document) =>
    document.errors.length > 0 ? document.errors[0]?.code : document.toJS(),
  );

describe('formatYaml on what is in this repository', () => {
  it('keeps values and comments of the examples of all rules and of all files', () => {
    const texts = [...examples, ...files.map((path) => readFileSync(resolve(root, path), 'utf8'))];
    assert.ok(texts.length > 1000, String(texts.length));
    for (const text of texts) {
      const loose = text.replaceAll(/^ +/gm, '$&$&').replaceAll(/: (?=\S)/g, ':   ');
      for (const written of [text, loose]) {
        const after = applyEdits(written, formatYaml(written, { step: 2 }));
        assert.equal(after.replaceAll(/\s/g, ''), written.replaceAll(/\s/g, ''));
        assert.deepEqual(valuesOf(after), valuesOf(written), written);
        assert.deepEqual(formatYaml(after, { step: 2 }), [], after);
      }
    }
  });
});
