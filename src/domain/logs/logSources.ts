/** Between the name of who wrote a line and the line, where several logs are read as one. */
const BORDER = ' | ';
/** A name longer than this is none: names of pods have 253 characters at most, and of containers 63. */
const LONGEST = 330;

/** Who is read in a merged log, in the order of ranks, and how they are. */
export interface LogSources {
  readonly labels: readonly string[];
  /** They have written nothing for long, while others have. */
  readonly silent: readonly string[];
  /** Of those that failed, the one that did so first. */
  readonly failedFirst?: string;
}

export function withSource(source: string, text: string): string {
  return `${source}${BORDER}${text}`;
}

/** Takes a line apart again. `isKnown` guards against lines that only look so. */
export function sourceOfLine(
  text: string,
  isKnown: (label: string) => boolean,
): { readonly source: string; readonly text: string } | undefined {
  const border = text.indexOf(BORDER);
  if (border <= 0 || border > LONGEST) return undefined;
  const source = text.slice(0, border);
  return isKnown(source) ? { source, text: text.slice(border + BORDER.length) } : undefined;
}
