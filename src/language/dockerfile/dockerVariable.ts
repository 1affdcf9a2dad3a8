import type { Span } from '../../domain/deploy/specNode.ts';
import { JOIN } from './logicalLine.ts';

/** `$NAME` or `${NAME:-word}` in an instruction. */
export interface DockerVariable extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  /** What follows the name in braces: `:-word`, `:+word`, `#pattern` …; empty without. */
  readonly modifier: string;
}

/** The variables that the builder replaces in a text; those in single quotes and escaped ones are text. `base` is where the text starts. */
export function dockerVariables(text: string, base: number, escape: string): readonly DockerVariable[] {
  if (!text.includes('$')) return [];
  const found: DockerVariable[] = [];
  let isSingle = false;
  let isDouble = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === escape && !isSingle) at++;
    else if (character === "'" && !isDouble) isSingle = !isSingle;
    else if (character === '"' && !isSingle) isDouble = !isDouble;
    else if (character === '$' && !isSingle) {
      const variable = variableAt(text, at, base);
      if (!variable) continue;
      found.push(variable);
      // The word of a modifier may hold further ones.
      at = variable.nameSpan.end - base - 1;
    }
  }
  return found;
}

const NAME = /[A-Za-z_]\w*/y;

function variableAt(text: string, dollar: number, base: number): DockerVariable | undefined {
  const isBraced = text.charAt(dollar + 1) === '{';
  const start = dollar + (isBraced ? 2 : 1);
  NAME.lastIndex = start;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  const nameEnd = start + name.length;
  const end = isBraced ? closingBrace(text, nameEnd) : nameEnd;
  if (end < 0) return undefined;
  return {
    name,
    nameSpan: { start: base + start, end: base + nameEnd },
    modifier: isBraced ? text.slice(nameEnd, end - 1).replaceAll(JOIN, '') : '',
    start: base + dollar,
    end: base + end,
  };
}

/** Behind the brace that closes, or -1. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

/** The text with its variables replaced, or undefined when one of them is not known. */
export function expandVariables(
  text: string,
  escape: string,
  valueOf: (name: string) => string | undefined,
): string | undefined {
  let expanded = '';
  let at = 0;
  for (const variable of dockerVariables(text, 0, escape)) {
    if (variable.start < at) continue;
    const value = expandOne(variable, valueOf);
    if (value === undefined) return undefined;
    expanded += text.slice(at, variable.start) + value;
    at = variable.end;
  }
  return expanded + text.slice(at);
}

function expandOne({ name, modifier }: DockerVariable, valueOf: (name: string) => string | undefined) {
  const value = valueOf(name);
  if (modifier === '') return value;
  const word = modifier.slice(modifier.startsWith(':') ? 2 : 1);
  if (word.includes('$')) return undefined;
  const isSet = value !== undefined && !(modifier.startsWith(':') && value === '');
  const kind = modifier.charAt(modifier.startsWith(':') ? 1 : 0);
  if (kind === '-') return isSet ? value : word;
  if (kind === '+') return isSet ? word : '';
  return undefined;
}
