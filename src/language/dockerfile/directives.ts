import type { Span } from '../../domain/deploy/specNode.ts';
import { HASH } from '../yaml/characters.ts';
import { endOfLine, firstOfLine, nextLine } from './logicalLine.ts';

/** `# escape=\``, `# syntax=docker/dockerfile:1`, `# check=skip=all`: a comment before anything else that the builder reads. */
export interface Directive extends Span {
  /** Lower case. */
  readonly name: string;
  /** As it is written. */
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

const DIRECTIVE = /^#(\s*)([a-z][a-z0-9]*)(\s*=\s*)(.+?)\s*$/i;
const NAMES = new Set(['syntax', 'escape', 'check']);

/** The directives at the top of a file; the first line that is none ends them. */
export function readDirectives(text: string, from: number): readonly Directive[] {
  const directives: Directive[] = [];
  for (let at = from; at < text.length; at = nextLine(text, at)) {
    const start = firstOfLine(text, at);
    if (text.charCodeAt(start) !== HASH) break;
    const end = endOfLine(text, start);
    const [, blanks = '', name = '', equals = '', value = ''] = DIRECTIVE.exec(text.slice(start, end)) ?? [];
    if (!NAMES.has(name.toLowerCase())) break;
    const nameStart = start + 1 + blanks.length;
    const valueStart = nameStart + name.length + equals.length;
    directives.push({
      start,
      end,
      name: name.toLowerCase(),
      nameSpan: { start: nameStart, end: nameStart + name.length },
      value,
      valueSpan: { start: valueStart, end: valueStart + value.length },
    });
  }
  return directives;
}
