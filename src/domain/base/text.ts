/** Translates a message and fills `{0}`, `{1}` … with the arguments. */
export type Translate = (message: string, ...args: readonly (string | number)[]) => string;

const fill: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : String(value);
  });

let translate: Translate = fill;

/** Called once by each process at start with its translator (vscode.l10n.t in the extension host). Without it texts stay English. */
export function useTranslator(translator: Translate): void {
  translate = translator;
}

/**
 * The text that the user reads. The message must be a string literal: `npm run l10n` collects the literals into `l10n/bundle.l10n.json`,
 * and a test fails when that file is not up to date.
 */
export function t(message: string, ...args: readonly (string | number)[]): string {
  return translate(message, ...args);
}
