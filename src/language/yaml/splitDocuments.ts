import type { YamlProblem } from './yamlProblem.ts';

/** A document of a stream: the text between two separators. */
export interface DocumentSpan {
  readonly start: number;
  readonly end: number;
  /** What is wrong with the separator before it; offsets from the start of the stream. */
  readonly problem?: YamlProblem;
}

/**
 * Splits a stream as kubectl does, before it parses anything: at every line that begins with `---`, also inside quoted text. Text behind the
 * separator on its line is refused (k8s.io/apimachinery, util/yaml).
 */
export function splitDocuments(text: string): readonly DocumentSpan[] {
  const documents: DocumentSpan[] = [];
  let start = 0;
  let problem: YamlProblem | undefined;
  let at = text.startsWith('---') ? 0 : nextSeparator(text, 0);
  while (at >= 0) {
    if (at > start || documents.length > 0) documents.push(spanOf(start, at, problem));
    const lineEnd = lineEndOf(text, at);
    problem = separatorProblem(text, at, lineEnd);
    start = Math.min(lineEnd + 1, text.length);
    at = text.startsWith('---', start) ? start : nextSeparator(text, Math.max(start - 1, 0));
  }
  documents.push(spanOf(start, text.length, problem));
  return documents;
}

function spanOf(start: number, end: number, problem: YamlProblem | undefined): DocumentSpan {
  return problem ? { start, end, problem } : { start, end };
}

function nextSeparator(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at < 0 ? -1 : at + 1;
}

function lineEndOf(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function separatorProblem(text: string, at: number, lineEnd: number): YamlProblem | undefined {
  let from = at + 3;
  while (from < lineEnd && /\s/.test(text.charAt(from))) from++;
  if (from >= lineEnd || text.charAt(from) === '#') return undefined;
  return { code: 'text-after-separator', start: text.charAt(at + 3) === '-' ? at : from, end: lineEnd };
}
