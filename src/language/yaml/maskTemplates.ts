import { MASK } from './characters.ts';

const MASK_TEXT = String.fromCharCode(MASK);
/** How `{{ … }}`, `{% … %}` and `{# … #}` end, which may be lines below. */
const CLOSINGS: Readonly<Record<string, string>> = { '{': '}}', '%': '%}', '#': '#}' };

/** Whether a text has placeholders of Helm, Jinja, Argo or Kubeflow Pipelines. */
export function hasTemplates(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/**
 * The text with its placeholders out of the way, each character replaced by one, so that all offsets stay: lines of nothing but placeholders become blank,
 * and a placeholder in a line becomes a run of `MASK`, which means “anything”.
 */
export function maskTemplates(text: string): string {
  if (!hasTemplates(text)) return text;
  const masked = maskPlaceholders(text);
  return masked.replaceAll(ONLY_MASK, (line) => line.replaceAll(MASK_TEXT, ' '));
}

function maskPlaceholders(text: string): string {
  const parts: string[] = [];
  // What is closed nowhere below is looked for once.
  const missing = new Set<string>();
  let done = 0;
  let open = text.indexOf('{');
  while (open >= 0) {
    const closing = CLOSINGS[text.charAt(open + 1)];
    const close = closing === undefined || missing.has(closing) ? -1 : closeOf(text, open, closing);
    if (closing !== undefined && close < 0) missing.add(closing);
    if (closing !== undefined && close >= 0) {
      const end = close + closing.length;
      parts.push(text.slice(done, open), text.slice(open, end).replaceAll(LETTER, maskLetter));
      done = end;
    }
    open = text.indexOf('{', Math.max(done, open + 1));
  }
  return parts.join('') + text.slice(done);
}

/** The closing of a placeholder, or -1. One may stand in another's text on its line: `{{ add "a/{{ .Tag }}" .Tag }}`. */
function closeOf(text: string, open: number, closing: string): number {
  const first = text.indexOf(closing, open + 2);
  if (closing !== '}}' || first < 0) return first;
  const lineEnd = text.indexOf('\n', open);
  let depth = 1;
  let at = open + 2;
  while (depth > 0) {
    const close = text.indexOf('}}', at);
    if (close < 0 || (lineEnd >= 0 && close > lineEnd)) return first;
    const inner = text.indexOf('{{', at);
    if (inner >= 0 && inner < close) depth++;
    else if (--depth === 0) return close;
    at = (inner >= 0 && inner < close ? inner : close) + 2;
  }
  return first;
}

/** A letter of a placeholder, or a line break and the indentation behind it, which a block scalar around it needs. */
const LETTER = /\n[ \t]*|[^\r\n]/g;

function maskLetter(letter: string): string {
  return letter.startsWith('\n') ? letter : MASK_TEXT;
}

const ONLY_MASK = new RegExp(`^[ \\t]*${MASK_TEXT}[ \\t${MASK_TEXT}]*(?=\\r?$)`, 'gm');
