/**
 * The most brackets of a YAML or JSON text that are open at once, those inside of strings counted too. Parsers that call themselves for each
 * level need seconds for tens of thousands, or run out of stack: who reads text from outside asks this first (docs/security.md S9).
 */
export function openBrackets(text: string): number {
  let open = 0;
  let most = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}
