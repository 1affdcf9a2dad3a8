import type { Constants, PythonValue } from './pythonLiteral.ts';
import { dottedNameAt, isName, isOperator, literalOf, matchingBracket, splitAtCommas } from './pythonLiteral.ts';
import type { PythonLine, PythonToken } from './pythonTokens.ts';
import { pythonLines } from './pythonTokens.ts';

/** `callee(args)` as written; `assignedTo` when its value goes straight into a variable. */
export interface PythonCall {
  readonly callee: string;
  readonly args: readonly (readonly PythonToken[])[];
  readonly named: ReadonlyMap<string, readonly PythonToken[]>;
  readonly assignedTo?: string;
}

export interface PythonFunction {
  readonly name: string;
  readonly decorators: readonly PythonCall[];
  readonly parameters: readonly PythonParameter[];
}

export interface PythonParameter {
  readonly name: string;
  readonly annotation: readonly PythonToken[];
  readonly defaultValue?: readonly PythonToken[];
}

/** What is read off one module without running it. */
export interface PythonSource {
  /** Top-level names of what it imports, relative imports left out. */
  readonly imports: ReadonlySet<string>;
  readonly hasMainGuard: boolean;
  /** Every call, in file order, inner ones too. */
  readonly calls: readonly PythonCall[];
  readonly functions: readonly PythonFunction[];
  /** Literals assigned at module level. */
  readonly constants: Constants;
  /** Every text in it that is known without running it, documentation left out. */
  readonly texts: readonly string[];
}

export function readPythonSource(text: string): PythonSource {
  const lines = pythonLines(text);
  return {
    imports: new Set(lines.flatMap(importsOf)),
    hasMainGuard: lines.some(isMainGuard),
    calls: lines.flatMap(({ tokens }) => callsOf(tokens)),
    functions: functionsOf(lines),
    constants: constantsOf(lines),
    texts: lines.flatMap(textsOf),
  };
}

function importsOf({ tokens }: PythonLine): readonly string[] {
  const [first, second] = tokens;
  if (isName(first, 'from') && second?.kind === 'name') return [second.text];
  if (!isName(first, 'import')) return [];
  return splitAtCommas(tokens.slice(1)).flatMap(([name]) => (name?.kind === 'name' ? [name.text] : []));
}

function isMainGuard({ tokens }: PythonLine): boolean {
  const words = tokens.slice(0, 4).map((token) => (token.kind === 'string' ? token.value : token.text));
  const [first, ...rest] = words;
  const test = rest.join(' ');
  return first === 'if' && (test === '__name__ == __main__' || test === '__main__ == __name__');
}

/** Calls nested deeper than this are not looked at, so that the work stays linear in the length of a line. */
const MAX_NESTING = 12;

function callsOf(tokens: readonly PythonToken[]): readonly PythonCall[] {
  const calls: PythonCall[] = [];
  const assigned = tokens[0]?.kind === 'name' && isOperator(tokens[1], '=') ? tokens[0].text : undefined;
  let depth = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    depth += bracketStep(tokens[index]);
    const callee = depth > MAX_NESTING || isOperator(tokens[index - 1], '.') ? undefined : dottedNameAt(tokens, index);
    if (!callee) continue;
    const isDefinition = isName(tokens[index - 1], 'def') || isName(tokens[index - 1], 'class');
    const call = isDefinition ? undefined : callAt(tokens, index);
    if (call) calls.push(index === 2 && assigned !== undefined ? { ...call, assignedTo: assigned } : call);
    index = callee.end - 1;
  }
  return calls;
}

function bracketStep(token: PythonToken | undefined): number {
  if (token?.kind !== 'operator') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

function argumentsOf(tokens: readonly PythonToken[]): Pick<PythonCall, 'args' | 'named'> {
  const args: (readonly PythonToken[])[] = [];
  const named = new Map<string, readonly PythonToken[]>();
  for (const part of splitAtCommas(tokens)) {
    const [name] = part;
    if (name?.kind === 'name' && isOperator(part[1], '=')) named.set(name.text, part.slice(2));
    else if (!isOperator(name, '*') && !isOperator(name, '**')) args.push(part);
  }
  return { args, named };
}

function functionsOf(lines: readonly PythonLine[]): readonly PythonFunction[] {
  const functions: PythonFunction[] = [];
  let decorators: PythonCall[] = [];
  for (const { tokens } of lines) {
    if (isOperator(tokens[0], '@')) {
      const decorator = decoratorOf(tokens.slice(1));
      if (decorator) decorators.push(decorator);
      continue;
    }
    const start = isName(tokens[0], 'async') ? 1 : 0;
    const name = tokens[start + 1];
    if (isName(tokens[start], 'def') && name?.kind === 'name' && isOperator(tokens[start + 2], '(')) {
      const inner = tokens.slice(start + 3, matchingBracket(tokens, start + 2));
      functions.push({ name: name.text, decorators, parameters: splitAtCommas(inner).flatMap(parameterOf) });
    }
    decorators = [];
  }
  return functions;
}

/** A decorator may stand without brackets. */
function decoratorOf(tokens: readonly PythonToken[]): PythonCall | undefined {
  const callee = dottedNameAt(tokens, 0);
  return callee && callee.end === tokens.length
    ? { callee: callee.name, args: [], named: new Map() }
    : callAt(tokens, 0);
}

/** The call that begins at `start`. */
export function callAt(tokens: readonly PythonToken[], start: number): PythonCall | undefined {
  const callee = dottedNameAt(tokens, start);
  if (!callee || !isOperator(tokens[callee.end], '(')) return undefined;
  return { callee: callee.name, ...argumentsOf(tokens.slice(callee.end + 1, matchingBracket(tokens, callee.end))) };
}

function parameterOf(tokens: readonly PythonToken[]): readonly PythonParameter[] {
  const [name] = tokens;
  if (name?.kind !== 'name') return [];
  const equals = topLevelIndex(tokens, '=');
  const hasAnnotation = isOperator(tokens[1], ':');
  return [
    {
      name: name.text,
      annotation: hasAnnotation ? tokens.slice(2, equals < 0 ? undefined : equals) : [],
      ...(equals < 0 ? {} : { defaultValue: tokens.slice(equals + 1) }),
    },
  ];
}

function topLevelIndex(tokens: readonly PythonToken[], operator: string): number {
  for (let index = 0; index < tokens.length; index += 1) {
    if (isOperator(tokens[index], operator)) return index;
    const token = tokens[index];
    if (token?.kind === 'operator' && '([{'.includes(token.text)) index = matchingBracket(tokens, index);
  }
  return -1;
}

/** Assignments such as `LR = 0.1` or `epochs: int = 3` that are not indented. */
function constantsOf(lines: readonly PythonLine[]): Constants {
  const constants = new Map<string, PythonValue>();
  for (const { indent, tokens } of lines) {
    const [name] = tokens;
    const equals = topLevelIndex(tokens, '=');
    const isAssignment = equals === 1 || (equals > 1 && isOperator(tokens[1], ':'));
    if (indent === 0 && name?.kind === 'name' && isAssignment)
      constants.set(name.text, literalOf(tokens.slice(equals + 1), constants));
  }
  return constants;
}

function textsOf({ tokens }: PythonLine): readonly string[] {
  if (tokens.every((token) => token.kind === 'string')) return [];
  return tokens.flatMap((token) => (token.kind === 'string' && token.value !== undefined ? [token.value] : []));
}
