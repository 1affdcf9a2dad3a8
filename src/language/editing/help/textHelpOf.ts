import type { FileLanguage } from '../../lint/fileLanguage.ts';
import { dockerHelp } from './docker/dockerHelp.ts';
import type { TextHelp } from './textHelp.ts';

/** A text of a language. */
export interface HelpedText {
  readonly language: FileLanguage;
  readonly text: string;
}

const NO_HELP: TextHelp = { offers: () => undefined, explanation: () => undefined };

/**
 * Completion and hover of a text.
 * @param left Classes of help that other extensions give.
 */
export function textHelpOf({ language, text }: HelpedText, left: ReadonlySet<string>): TextHelp {
  if (language === 'dockerfile') return dockerHelp(text, left.has('dockerHelp') ? 'images' : 'all');
  return NO_HELP;
}
