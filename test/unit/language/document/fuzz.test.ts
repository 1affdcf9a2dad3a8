import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { completion } from '../../../../src/language/features/completion.ts';
import { editedSpec } from '../../../../src/language/editing/editedSpec.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { TextLinter } from '../../../../src/language/lint/textLinter.ts';
import { documentSymbols } from '../../../../src/language/features/documentSymbols.ts';
import { hover } from '../../../../src/language/features/hover.ts';
import { createSpecDocument } from '../../../../src/language/document/specDocument.ts';
import { readSpec } from '../../../../src/language/document/readSpec.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101);
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 400);

/** mulberry32: small, fast, and the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ODD = [
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  '"',
  "'",
  '|\n',
  '&a ',
  '*a ',
  '<<: *a\n',
  '\t',
  '\r',
  '\u0000',
  '\uFEFF',
  '__proto__: ',
  '!!map ',
  '#',
  '? ',
  '---\n',
  '{{ x }}',
  '\u2028',
  '\ud83d',
  '9'.repeat(400),
  '\n',
];

function damage(text: string, random: () => number): string {
  let damaged = text;
  const times = 1 + Math.floor(random() * 6);
  for (let round = 0; round < times; round++) {
    const at = Math.floor(random() * damaged.length);
    const length = Math.floor(random() * 20);
    const kind = Math.floor(random() * 5);
    if (kind === 0) damaged = damaged.slice(0, at) + damaged.slice(at + length);
    else if (kind === 1) damaged = damaged.slice(0, at) + ODD[Math.floor(random() * ODD.length)] + damaged.slice(at);
    else if (kind === 2)
      damaged =
        damaged.slice(0, at) +
        String.fromCharCode(damaged.charCodeAt(at) ^ (1 << Math.floor(random() * 7))) +
        damaged.slice(at + 1);
    else if (kind === 3) damaged = damaged.slice(0, at);
    else
      damaged =
        damaged.slice(0, at) + damaged.slice(Math.floor(random() * damaged.length)) + damaged.slice(at, at + length);
  }
  return damaged;
}

describe(`damaged files (seed ${SEED})`, () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const docs = readFileSync(join(root, 'docs/trainyard-yaml.md'), 'utf8');
  const texts = Array.from(docs.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text]) => text ?? '');

  it('crash nothing, in no feature', function () {
    this.timeout(120_000);
    const random = randomOf(SEED);
    const linter = new TextLinter(DEFAULT_LINT_CONFIG);
    for (let round = 0; round < ROUNDS; round++) {
      const text = damage(texts[round % texts.length] ?? '', random);
      const where = `round ${round}:\n${text}`;
      try {
        const document = createSpecDocument(text);
        const file = editedSpec('file:///t', text, { linter });
        const found = file.diagnostics();
        assert.ok(found.length <= 1000);
        const offset = Math.floor(random() * (text.length + 1));
        const position = document.lines.positionAt(offset);
        assert.equal(document.lines.offsetAt(position), offset);
        completion(document, position);
        hover(document, position);
        documentSymbols(document);
        for (const { range } of found.slice(0, 5)) file.codeActions(range);
        const read = readSpec(text, 't.yaml');
        assert.equal(read.ok, found.length === 0);
      } catch (error) {
        throw new Error(where, { cause: error });
      }
    }
  });
});
