import type { CommandLineFacts, ParameterFact } from './parameter.ts';
import {
  choicesOf,
  helpLine,
  isSimple,
  namedByFlag,
  NO_COMMAND_LINE,
  switchParameter,
  typeNamed,
} from './parameter.ts';
import type { Constants, PythonValue } from './pythonLiteral.ts';
import { dottedNameAt, literalOf } from './pythonLiteral.ts';
import type { PythonCall, PythonSource } from './pythonSource.ts';

/** Values of nargs and of action that take other than one value. */
const SEVERAL = new Set<PythonValue>(['*', '+', '...']);
const SEVERAL_ACTIONS = new Set<PythonValue>(['append', 'append_const', 'extend', 'count']);

/** Options of an `argparse` parser. Those of subcommands are left out: which one runs is not known. */
export function argparseParameters(source: PythonSource): CommandLineFacts {
  if (!source.imports.has('argparse')) return NO_COMMAND_LINE;
  const subcommands = new Set(
    source.calls.filter(({ callee }) => callee.endsWith('.add_parser')).flatMap(({ assignedTo }) => assignedTo ?? []),
  );
  const parameters: ParameterFact[] = [];
  const positional: string[] = [];
  const leftOut: string[] = [];
  for (const call of source.calls) {
    const [receiver, method] = lastDot(call.callee);
    if (method !== 'add_argument' || subcommands.has(receiver)) continue;
    const read = readOption(call, source);
    if (read?.kind === 'parameter') parameters.push(read.parameter);
    else if (read?.kind === 'positional') positional.push(read.name);
    else if (read) leftOut.push(read.name);
  }
  return { parameters, positional, leftOut };
}

type Option =
  | { readonly kind: 'parameter'; readonly parameter: ParameterFact }
  | { readonly kind: 'positional' | 'leftOut'; readonly name: string };

function readOption(call: PythonCall, source: PythonSource): Option | undefined {
  const valueOf = (name: string): PythonValue => literalOf(call.named.get(name), source.constants);
  const flags = call.args.map((arg) => literalOf(arg, source.constants)).filter((flag) => typeof flag === 'string');
  const flag = flags.find((name) => name.startsWith('--')) ?? flags[0];
  if (flag === undefined) return undefined;
  const nargs = valueOf('nargs');
  if (!flag.startsWith('-')) return { kind: nargs === '?' || nargs === '*' ? 'leftOut' : 'positional', name: flag };
  const action = valueOf('action') ?? dottedNameAt(call.named.get('action'), 0)?.name;
  if (takesSeveral(nargs) || SEVERAL_ACTIONS.has(action)) return { kind: 'leftOut', name: flag };
  if (action === 'version' || action === 'help') return undefined;
  const parameter = isSwitch(action)
    ? switchOf(flag, action, valueOf('default'))
    : valueParameter(flag, call, source.constants);
  if (!parameter) return { kind: 'leftOut', name: flag };
  return { kind: 'parameter', parameter: { ...parameter, ...helpLine(valueOf('help')) } };
}

const takesSeveral = (nargs: PythonValue): boolean => typeof nargs === 'number' || SEVERAL.has(nargs);

const isSwitch = (action: PythonValue): boolean =>
  action === 'store_true' || action === 'store_false' || action === 'store_const' || isTwoWay(action);
const isTwoWay = (action: PythonValue): boolean =>
  typeof action === 'string' && action.endsWith('BooleanOptionalAction');

/** A switch that is on by default is offered by its `--no-` form. */
function switchOf(flag: string, action: PythonValue, defaultValue: PythonValue): ParameterFact {
  return switchParameter(isTwoWay(action) && defaultValue === true ? flag.replace(/^--/, '--no-') : flag);
}

/**
 * Undefined where giving the default on the command line would not be the same as leaving the option out: without a type argparse hands
 * over texts, and type=bool takes the text "False" for true.
 */
function valueParameter(flag: string, { named }: PythonCall, constants: Constants): ParameterFact | undefined {
  const value = literalOf(named.get('default'), constants);
  const choices = choicesOf(literalOf(named.get('choices'), constants));
  const type = dottedNameAt(named.get('type'), 0)?.name;
  const isRequired = literalOf(named.get('required')) === true;
  const isSame = isSimple(value) && (type !== undefined || typeof value === 'string');
  if (type === 'bool' || !(isSame || isRequired)) return undefined;
  return {
    ...namedByFlag(flag),
    type: choices.length > 0 ? 'choice' : (typeNamed(type) ?? 'string'),
    ...(isSimple(value) ? { defaultValue: typeof value === 'boolean' ? pythonText(value) : value } : {}),
    choices,
    passAs: 'argument',
  };
}

const pythonText = (value: boolean): string => (value ? 'True' : 'False');

function lastDot(callee: string): readonly [string, string] {
  const dot = callee.lastIndexOf('.');
  return dot < 0 ? ['', callee] : [callee.slice(0, dot), callee.slice(dot + 1)];
}
