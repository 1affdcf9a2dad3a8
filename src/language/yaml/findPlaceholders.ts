import type { Span } from '../../domain/deploy/specNode.ts';

/** How `{{ … }}`, `{% … %}` and `{# … #}` end, which may be lines below. */
const CLOSINGS: Readonly<Record<string, string>> = { '{': '}}', '%': '%}', '#': '#}' };

/** Placeholders of Helm, Jinja, Argo and Kubeflow Pipelines in their order; one within another is part of it. */
export function findPlaceholders(text: string): readonly Span[] {
  const found: Span[] = [];
  // What is closed nowhere below is looked for once.
  const missing = new Set<string>();
  let open = text.indexOf('{');
  while (open >= 0) {
    const closing = CLOSINGS[text.charAt(open + 1)];
    const close = closing === undefined || missing.has(closing) ? -1 : closeOf(text, open, closing);
    if (closing !== undefined && close < 0) missing.add(closing);
    let next = open + 1;
    if (closing !== undefined && close >= 0) {
      next = close + closing.length;
      found.push({ start: open, end: next });
    }
    open = text.indexOf('{', next);
  }
  return found;
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
