/** Whether a context has a name that a pattern means: `*` stands for any text, case does not count. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  let rest = text.toLowerCase();
  const [first = ''] = parts;
  if (parts.length === 1) return rest === first;
  if (!rest.startsWith(first)) return false;
  rest = rest.slice(first.length);
  const last = parts.at(-1) ?? '';
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(last);
}

/** Whether any pattern means the context; one that begins with `!` takes it out again, wherever it stands. */
export function isMarked(context: string, patterns: readonly string[]): boolean {
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(context, pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(context, pattern.slice(1)))
  );
}

/** The patterns after a context was marked, or not any more. Only its own name is written; patterns of others stay as they are. */
export function withMark(context: string, isWanted: boolean, patterns: readonly string[]): readonly string[] {
  const own = context.toLowerCase();
  const others = patterns.filter((pattern) => pattern.toLowerCase().replace(/^!/, '') !== own);
  if (isMarked(context, others) === isWanted) return others;
  // Nothing that is marked begins with `!`: a `*` before it means the same name.
  if (isWanted) return [...others, context.startsWith('!') ? `*${context}` : context];
  return [...others, `!${context}`];
}
