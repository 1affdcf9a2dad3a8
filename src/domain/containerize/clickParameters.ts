import type { CommandLineFacts, ParameterFact } from './parameter.ts';
import {
  choicesOf,
  helpLine,
  isSimple,
  namedByFlag,
  NO_COMMAND_LINE,
  switchParameter,
  typeNamed,
  typeOfValue,
} from './parameter.ts';
import type { PythonValue } from './pythonLiteral.ts';
import { dottedNameAt, literalOf, matchingBracket, splitAtCommas } from './pythonLiteral.ts';
import type { PythonCall, PythonSource } from './pythonSource.ts';

/** Options of the first `click` command of a module; groups have subcommands, of which none is known to be meant. */
export function clickParameters(source: PythonSource): CommandLineFacts {
  if (!source.imports.has('click')) return NO_COMMAND_LINE;
  const command = source.functions.find(({ decorators }) =>
    decorators.some(({ callee }) => /(?:^|\.)command$/.test(callee)),
  );
  const parameters: ParameterFact[] = [];
  const positional: string[] = [];
  const leftOut: string[] = [];
  for (const decorator of command?.decorators ?? []) {
    const kind = /(?:^|\.)(option|argument)$/.exec(decorator.callee)?.[1];
    const names = decorator.args
      .map((arg) => literalOf(arg, source.constants))
      .filter((name) => typeof name === 'string');
    const [first] = names;
    if (kind === undefined || first === undefined) continue;
    if (kind === 'argument') positional.push(first);
    else {
      const parameter = takesSeveral(decorator) ? undefined : readOption(longest(names), decorator, source);
      if (parameter) parameters.push(parameter);
      else leftOut.push(longest(names));
    }
  }
  return { parameters, positional, leftOut };
}

function takesSeveral({ named }: PythonCall): boolean {
  const isCounted = ['multiple', 'count'].some((name) => literalOf(named.get(name)) === true);
  const nargs = literalOf(named.get('nargs'));
  return isCounted || (typeof nargs === 'number' && nargs !== 1);
}

const longest = (names: readonly string[]): string => names.find((name) => name.startsWith('--')) ?? names[0] ?? '';

/** Undefined for an option that may stay away and has no default. */
function readOption(declared: string, { named }: PythonCall, source: PythonSource): ParameterFact | undefined {
  const valueOf = (name: string): PythonValue => literalOf(named.get(name), source.constants);
  const value = valueOf('default');
  const help = helpLine(valueOf('help'));
  const [on = declared, off] = declared.split('/');
  if (off !== undefined || valueOf('is_flag') === true) {
    return { ...switchParameter(value === true && off !== undefined ? off.trim() : on.trim()), ...help };
  }
  if (!isSimple(value) && valueOf('required') !== true) return undefined;
  const { type, choices } = typeOf(named, value, source);
  return {
    ...namedByFlag(on),
    type,
    ...(isSimple(value) ? { defaultValue: typeof value === 'boolean' ? String(value) : value } : {}),
    choices,
    passAs: 'argument',
    ...help,
  };
}

function typeOf(
  named: PythonCall['named'],
  value: PythonValue,
  source: PythonSource,
): Pick<ParameterFact, 'type' | 'choices'> {
  const tokens = named.get('type') ?? [];
  const name = dottedNameAt(tokens, 0);
  if (!name) return { type: textForBool(typeOfValue(value, named.get('default'))), choices: [] };
  if (!/(?:^|\.)Choice$/.test(name.name)) return { type: textForBool(typeNamed(name.name) ?? 'string'), choices: [] };
  const inner = tokens.slice(name.end + 1, matchingBracket(tokens, name.end));
  const choices = choicesOf(literalOf(splitAtCommas(inner)[0], source.constants));
  return { type: choices.length > 0 ? 'choice' : 'string', choices };
}

/** type=bool without is_flag takes a value: `--amp true`. */
const textForBool = (type: ParameterFact['type']): ParameterFact['type'] => (type === 'bool' ? 'string' : type);
