import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';

/** What only a shell would understand; as a word of its own it is most likely meant so. */
const OF_SHELLS = new Set(['|', '||', '&&', ';', '>', '>>', '<', '2>&1', '&']);

/**
 * Takes a typed command apart into the arguments of a program, as a shell would: blanks part, quotes and backslashes keep. Nothing is expanded
 * and no shell is started. `invalid`: a quote is not closed, or there is no word at all.
 */
export function splitCommand(text: string): Result<readonly string[]> {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && /["\\$`]/.test(text[at + 1] ?? ''))
        word = `${word ?? ''}${text[++at]}`;
      else word = `${word ?? ''}${character}`;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '\\' && at + 1 < text.length) word = `${word ?? ''}${text[++at]}`;
    else word = `${word ?? ''}${character}`;
  }
  if (quote !== '') return fail({ code: 'invalid', message: t('The quote {0} is not closed.', quote) });
  if (word !== undefined) words.push(word);
  if (words.length === 0 || words[0] === '')
    return fail({ code: 'invalid', message: t('Type a program and its arguments.') });
  return ok(words);
}

/** The first word that a shell would take for something else than an argument; no shell is there to do so. */
export function shellWord(words: readonly string[]): string | undefined {
  return words.find((word) => OF_SHELLS.has(word));
}
