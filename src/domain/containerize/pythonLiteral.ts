import type { PythonToken } from './pythonTokens.ts';

/** A value that can be read off the source. `undefined` stands for everything that is known at run time only. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | undefined;

/** Values of the module's constants by name, for defaults such as `default=LEARNING_RATE`. */
export type Constants = ReadonlyMap<string, PythonValue>;

export const NO_CONSTANTS: Constants = new Map();

const OPENING = '([{';
const CLOSING = ')]}';

/** Deeper expressions are not looked into: no default is written so, and a hostile file must not exhaust the stack. */
const MAX_DEPTH = 16;

/** The value of an expression: literals, lists of them, constants of the module, `Path("…")` and `os.environ.get(…, default)`. */
export function literalOf(
  tokens: readonly PythonToken[] | undefined,
  constants: Constants = NO_CONSTANTS,
): PythonValue {
  return tokens ? valueOf(tokens, constants, 0) : undefined;
}

function valueOf(tokens: readonly PythonToken[], constants: Constants, depth: number): PythonValue {
  const [first] = tokens;
  if (!first || depth > MAX_DEPTH) return undefined;
  if (tokens.every((token) => token.kind === 'string')) return joined(tokens);
  if (tokens.length === 1) return atom(first, constants);
  if (isOperator(first, '-') && tokens.length === 2) return negated(valueOf(tokens.slice(1), constants, depth + 1));
  if (isOperator(first, '(') || isOperator(first, '[') || isOperator(first, '{'))
    return sequence(tokens, constants, depth);
  return product(tokens, constants) ?? called(tokens, constants, depth);
}

function joined(tokens: readonly PythonToken[]): string | undefined {
  let text = '';
  for (const token of tokens) {
    if (token.kind !== 'string' || token.value === undefined) return undefined;
    text += token.value;
  }
  return text;
}

function atom(token: PythonToken, constants: Constants): PythonValue {
  if (token.kind === 'number') return numberOf(token.text);
  if (token.kind !== 'name') return undefined;
  if (token.text === 'True') return true;
  if (token.text === 'False') return false;
  return token.text === 'None' ? null : constants.get(token.text);
}

function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isNaN(value) ? undefined : value;
}

function negated(value: PythonValue): PythonValue {
  return typeof value === 'number' ? -value : undefined;
}

function sequence(tokens: readonly PythonToken[], constants: Constants, depth: number): PythonValue {
  if (matchingBracket(tokens, 0) !== tokens.length - 1) return undefined;
  const parts = splitAtCommas(tokens.slice(1, -1));
  const values = parts.map((part) => valueOf(part, constants, depth + 1));
  // (1) is 1, but (1,) is a list.
  const isGrouping = isOperator(tokens[0], '(') && parts.length === 1 && !isOperator(tokens.at(-2), ',');
  return isGrouping ? values[0] : values;
}

/** `4 * 1024`, which is how sizes and durations are written. */
function product(tokens: readonly PythonToken[], constants: Constants): number | undefined {
  if (tokens.length !== 3 || !isOperator(tokens[1], '*')) return undefined;
  const [left, right] = [tokens[0], tokens[2]].map((token) => (token ? atom(token, constants) : undefined));
  return typeof left === 'number' && typeof right === 'number' ? left * right : undefined;
}

function called(tokens: readonly PythonToken[], constants: Constants, depth: number): PythonValue {
  const callee = dottedNameAt(tokens, 0);
  if (!callee || !isOperator(tokens[callee.end], '(') || matchingBracket(tokens, callee.end) !== tokens.length - 1)
    return undefined;
  const args = splitAtCommas(tokens.slice(callee.end + 1, -1));
  const isPath = callee.name === 'Path' || callee.name.endsWith('.Path');
  if (isPath && args.length === 1) return valueOf(args[0] ?? [], constants, depth + 1);
  const isVariable = /(?:^|\.)(?:environ\.get|getenv)$/.test(callee.name);
  return isVariable && args.length === 2 ? valueOf(args[1] ?? [], constants, depth + 1) : undefined;
}

/** `a.b.c` beginning at `start`; `end` is the index behind it. */
export function dottedNameAt(
  tokens: readonly PythonToken[] | undefined,
  start: number,
): { readonly name: string; readonly end: number } | undefined {
  const first = tokens?.[start];
  if (!tokens || first?.kind !== 'name') return undefined;
  let name = first.text;
  let end = start + 1;
  for (let next = tokens[end + 1]; isOperator(tokens[end], '.') && next?.kind === 'name'; next = tokens[end + 1]) {
    name += `.${next.text}`;
    end += 2;
  }
  return { name, end };
}

/** Index of the bracket that closes the one at `start`; the last index when nothing does. */
export function matchingBracket(tokens: readonly PythonToken[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'operator') continue;
    if (OPENING.includes(token.text)) depth += 1;
    else if (CLOSING.includes(token.text)) depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}

/** The parts between the commas of this level. */
export function splitAtCommas(tokens: readonly PythonToken[]): readonly (readonly PythonToken[])[] {
  const parts: PythonToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'operator' && OPENING.includes(token.text)) depth += 1;
    if (token.kind === 'operator' && CLOSING.includes(token.text)) depth -= 1;
    if (depth === 0 && isOperator(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

export function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}

export function isOperator(token: PythonToken | undefined, text: string): boolean {
  return token?.kind === 'operator' && token.text === text;
}

export function isName(token: PythonToken | undefined, text: string): boolean {
  return token?.kind === 'name' && token.text === text;
}
