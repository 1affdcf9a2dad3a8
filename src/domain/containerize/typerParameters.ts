import type { CommandLineFacts, ParameterFact } from './parameter.ts';
import {
  helpLine,
  isSimple,
  namedByFlag,
  NO_COMMAND_LINE,
  switchParameter,
  typeNamed,
  typeOfValue,
} from './parameter.ts';
import type { PythonValue } from './pythonLiteral.ts';
import { dottedNameAt, isOperator, literalOf, matchingBracket, splitAtCommas } from './pythonLiteral.ts';
import type { PythonCall, PythonFunction, PythonParameter, PythonSource } from './pythonSource.ts';
import { callAt } from './pythonSource.ts';
import type { PythonToken } from './pythonTokens.ts';

/** Options of a `typer` program with one command; several commands are subcommands, of which none is known to be meant. */
export function typerParameters(source: PythonSource): CommandLineFacts {
  if (!source.imports.has('typer')) return NO_COMMAND_LINE;
  const command = typerCommand(source);
  if (!command) return NO_COMMAND_LINE;
  const parameters: ParameterFact[] = [];
  const positional: string[] = [];
  const leftOut: string[] = [];
  for (const parameter of command.parameters) {
    const read = readParameter(parameter, source);
    if (read.isPositional) positional.push(parameter.name);
    else if (read.isLeftOut) leftOut.push(`--${read.fact.name}`);
    else parameters.push(read.fact);
  }
  return { parameters, positional, leftOut };
}

function typerCommand({ calls, functions }: PythonSource): PythonFunction | undefined {
  const run = calls.find(({ callee }) => callee === 'typer.run');
  const name = run ? dottedNameAt(run.args[0] ?? [], 0)?.name : undefined;
  if (name !== undefined) return functions.find((one) => one.name === name);
  const commands = functions.filter(({ decorators }) => decorators.some(({ callee }) => callee.endsWith('.command')));
  return commands.length === 1 ? commands[0] : undefined;
}

interface Reading {
  readonly isPositional: boolean;
  readonly isLeftOut: boolean;
  readonly fact: ParameterFact;
}

function readParameter(parameter: PythonParameter, source: PythonSource): Reading {
  const { type, declared } = annotationOf(parameter.annotation);
  const inDefault = parameter.defaultValue ? callAt(parameter.defaultValue, 0) : undefined;
  const option = [declared, inDefault].find((call) => call !== undefined && OPTION.test(call.callee));
  // typer.Option(3, …) carries the default; with Annotated it stands where Python has it.
  const written = option !== undefined && option === inDefault ? defaultIn(option) : parameter.defaultValue;
  const value = literalOf(written, source.constants);
  const isRequired = written === undefined || isEllipsis(written);
  const kind = typeNamed(type) ?? (type === undefined ? typeOfValue(value, written) : 'string');
  const flag = flagOf(parameter.name, option, source);
  const fact = kind === 'bool' ? switchOf(flag, value === true) : valueParameter(flag, kind, value);
  return {
    isPositional: option ? !option.callee.endsWith('Option') : isRequired,
    isLeftOut: LISTS.has(type) || (!isRequired && !isSimple(value)),
    fact: { ...fact, ...helpLine(literalOf(option?.named.get('help'), source.constants)) },
  };
}

const OPTION = /(?:^|\.)(?:Option|Argument)$/;
const LISTS = new Set<string | undefined>(['list', 'List', 'tuple', 'Tuple']);

const defaultIn = ({ args, named }: PythonCall): readonly PythonToken[] | undefined => args[0] ?? named.get('default');

function flagOf(name: string, option: PythonCall | undefined, source: PythonSource): string {
  const names = option?.args.map((arg) => literalOf(arg, source.constants)) ?? [];
  const flag = names.filter((one) => typeof one === 'string').find((one) => one.startsWith('--'));
  return flag ?? `--${name.replaceAll('_', '-')}`;
}

/** `Annotated[int, typer.Option(…)]`, `Optional[int]` or a plain type. */
function annotationOf(
  tokens: readonly PythonToken[],
  isInside = false,
): { readonly type?: string; readonly declared?: PythonCall } {
  const name = dottedNameAt(tokens, 0);
  if (!name) return {};
  const plain = name.name.replace(/^(?:typing|t)\./, '');
  const inner = isOperator(tokens[name.end], '[')
    ? splitAtCommas(tokens.slice(name.end + 1, matchingBracket(tokens, name.end)))
    : [];
  if (plain === 'Optional' && isInside) return {};
  if (plain === 'Optional') return annotationOf(inner[0] ?? [], true);
  if (plain !== 'Annotated') return { type: plain };
  const declared = inner
    .slice(1)
    .map(callAt)
    .find((call) => call !== undefined);
  return { ...(isInside ? {} : annotationOf(inner[0] ?? [], true)), ...(declared ? { declared } : {}) };
}

/** `...` stands for "must be given". */
const isEllipsis = (tokens: readonly PythonToken[]): boolean =>
  tokens.length === 3 && tokens.every((token) => isOperator(token, '.'));

function switchOf(flag: string, isOn: boolean): ParameterFact {
  const [on = flag, off] = flag.split('/');
  return switchParameter(isOn ? (off ?? on.replace(/^--/, '--no-')) : on);
}

function valueParameter(flag: string, type: ParameterFact['type'], value: PythonValue): ParameterFact {
  return {
    ...namedByFlag(flag),
    type,
    ...(isSimple(value) ? { defaultValue: value } : {}),
    choices: [],
    passAs: 'argument',
  };
}
