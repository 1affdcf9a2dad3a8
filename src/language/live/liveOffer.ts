import { plainLine } from '../../domain/base/plainText.ts';
import type { LiveValue } from './liveValues.ts';
import { yamlWord } from './yamlWord.ts';

/** Something of a connected cluster that can be written. */
export interface LiveOffer {
  readonly label: string;
  /** Where it is from. */
  readonly detail: string;
  readonly insertText: string;
}

/** Values as an editor offers them: names come from outside, so they are shown on one line and quoted where YAML needs it. */
export function liveOffers(values: readonly LiveValue[]): readonly LiveOffer[] {
  return values.map(({ label, from }) => ({
    label: plainLine(label),
    detail: plainLine(from),
    insertText: yamlWord(label),
  }));
}
