import { t } from '../../../../domain/base/text.ts';
import type { Stage } from '../../../dockerfile/stage.ts';
import { type Offer, REFERENCE } from '../textHelp.ts';

/** A stage by its name; nothing for one without. */
export function stageOffer(stage: Stage): Offer | readonly [] {
  const { nameWord } = stage;
  return nameWord ? { label: nameWord.text, kind: REFERENCE, detail: stageText(stage) } : [];
}

/** Which stage it is, and what it begins with. */
export function stageText({ index, base, baseWord }: Stage): string {
  return t('stage {0}, from {1}', index, base ?? baseWord?.text ?? '?');
}
