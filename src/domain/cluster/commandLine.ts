import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';

/** What only a shell would understand; as a word of its own it is most likely meant so. */
const OF_SHELLS = new Set(['|', '||', '&&', ';', '>', '>>', '<', '2>&1', '&']);

/** Blanks, a word in single or double quotes, one character behind a backslash, plain text; last, what is left when a quote is not closed. */
const TOKEN = /(\s+)|'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\]+)|(['"\\])/g;

/**
 * Takes a typed command apart into the arguments of a program, as a shell would: blanks part, quotes and backslashes keep. Nothing is expanded
 * and no shell is started. `invalid`: a quote is not closed, or there is no word at all.
 */
export function splitCommand(text: string): Result<readonly string[]> {
  const words: string[] = [];
  let isInside = false;
  for (const [, blank, single, double, escaped, plain, stray] of text.matchAll(TOKEN)) {
    if (stray !== undefined) return fail({ code: 'invalid', message: t('{0} has no counterpart.', stray) });
    if (blank === undefined) {
      const piece = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '';
      words.push(isInside ? `${words.pop() ?? ''}${piece}` : piece);
    }
    isInside = blank === undefined;
  }
  if ((words[0] ?? '') !== '') return ok(words);
  return fail({ code: 'invalid', message: t('Type a program and its arguments.') });
}

/** The first word that a shell would take for something else than an argument; no shell is there to do so. */
export function shellWord(words: readonly string[]): string | undefined {
  return words.find((word) => OF_SHELLS.has(word));
}
