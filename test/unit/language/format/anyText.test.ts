import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { applyEdits } from '../../../../src/language/format/applyEdits.ts';
import { formatYaml } from '../../../../src/language/format/formatYaml.ts';
import { CarelessYaml } from '../../../support/carelessYaml.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const DOCUMENTS = 1000;

describe('formatYaml on any text', () => {
  it(`changes no value, loses no letter and is done after once, on ${DOCUMENTS} documents`, () => {
    let changed = 0;
    for (let seed = 1; seed <= DOCUMENTS; seed++) {
      const random = seededRandom(seed);
      const text = new CarelessYaml(random).text();
      changed += isKept(text, random() < 0.2 ? 4 : 2, seed) ? 1 : 0;
    }
    assert.ok(changed > DOCUMENTS / 2, String(changed));
  });

  it(`harms no broken text, on ${DOCUMENTS} of them`, () => {
    for (let seed = 1; seed <= DOCUMENTS; seed++) {
      const random = seededRandom(seed);
      isKept(damage(new CarelessYaml(random).text(), random), 2, seed);
    }
  });

  it('changes no value when a part is formatted', () => {
    for (let seed = 1; seed <= DOCUMENTS / 4; seed++) {
      const random = seededRandom(seed);
      const text = new CarelessYaml(random).text();
      const start = Math.floor(random() * text.length);
      const end = start + Math.floor(random() * (text.length - start));
      const after = applyEdits(text, formatYaml(text, { step: 2, range: { start, end } }));
      assertSameValue(after, text, `${seed}\n${text}\n=>\n${after}`);
    }
  });
});

/** Whether formatting changes a text; asserts what must be kept. */
function isKept(text: string, step: number, seed: number): boolean {
  const after = applyEdits(text, formatYaml(text, { step }));
  const shown = `seed ${seed}:\n${JSON.stringify(text)}\n${text}\n=>\n${after}`;
  assert.equal(letters(after), letters(text), shown);
  assertSameValue(after, text, shown);
  assert.equal(applyEdits(after, formatYaml(after, { step })), after, shown);
  return after !== text;
}

/** A text that the other reader refuses may become one that it takes. */
function assertSameValue(after: string, before: string, shown: string): void {
  const values = read(after);
  read(before).forEach((value, index) => {
    if (value !== 'refused') assert.deepEqual(values[index], value, shown);
  });
}

const letters = (text: string): string => text.replaceAll(/[ \t\r\n]/g, '');

/** What another reader makes of a text; one that it refuses has no value. */
function read(text: string): readonly unknown[] {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => (document.errors.length > 0 ? 'refused' : toPlain(document)));
}

function toPlain(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    return 'refused';
  }
}

function damage(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const letters = '\t\n -:#"\'[]{}|>&*!%@`\\\r?';
  const letter = letters.charAt(Math.floor(random() * letters.length));
  const isLeftOut = random() < 0.4;
  return (
    text.slice(0, at) + (isLeftOut ? '' : letter) + text.slice(at + (isLeftOut ? 1 + Math.floor(random() * 4) : 0))
  );
}
