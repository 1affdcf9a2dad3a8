import assert from 'node:assert/strict';
import type { Offers } from '../../../../../src/language/editing/help/textHelp.ts';

/** A text and the place of its first `|`, which is not part of it. */
export function atCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  assert.ok(offset >= 0);
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** The text when an offer was taken at its `|`. */
export function written(
  marked: string,
  offersAt: (text: string, offset: number) => Offers | undefined,
  label: string,
): string {
  const { text, offset } = atCursor(marked);
  const found = offersAt(text, offset);
  const offer = found?.offers.find((one) => one.label === label);
  assert.ok(found && offer, `${label} is not offered, but ${found?.offers.map((one) => one.label).join(', ')}`);
  return text.slice(0, found.word.start) + (offer.insertText ?? label) + text.slice(found.word.end);
}
