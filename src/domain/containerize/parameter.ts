import type { ParameterType } from '../deploy/spec.ts';
import type { PythonValue } from './pythonLiteral.ts';
import type { PythonToken } from './pythonTokens.ts';

/** A parameter of a program as its source declares it. */
export interface ParameterFact {
  /** As the program knows it: `batch-size`, `optimizer.lr`. */
  readonly name: string;
  readonly type: ParameterType;
  readonly defaultValue?: string | number | boolean;
  readonly choices: readonly (string | number)[];
  readonly help?: string;
  readonly passAs: 'argument' | 'environment' | 'override';
  /** Only where it is not `--` and the name. */
  readonly flag?: string;
}

/** What was read of a program's command line. */
export interface CommandLineFacts {
  readonly parameters: readonly ParameterFact[];
  /** Values that the program takes by position and must be given. */
  readonly positional: readonly string[];
  /**
   * Options left to `args`: those that take several values, and those that may stay away. Trainyard gives every parameter at each start, so an
   * option without a default would have to be invented.
   */
  readonly leftOut: readonly string[];
}

export const NO_COMMAND_LINE: CommandLineFacts = { parameters: [], positional: [], leftOut: [] };

export function mergeCommandLines(all: readonly CommandLineFacts[]): CommandLineFacts {
  const parameters = new Map(all.flatMap((one) => one.parameters).map((parameter) => [parameter.name, parameter]));
  return {
    parameters: [...parameters.values()],
    positional: [...new Set(all.flatMap((one) => one.positional))],
    leftOut: [...new Set(all.flatMap((one) => one.leftOut))],
  };
}

/** The type that a default shows; text where there is none. `tokens` is how it is written: 1.0 is no int. */
export function typeOfValue(value: PythonValue, tokens: readonly PythonToken[] = []): ParameterType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'number') return 'string';
  const last = tokens.at(-1);
  const isWhole = Number.isInteger(value) && !(last?.kind === 'number' && /[.eE]/.test(last.text));
  return isWhole ? 'int' : 'float';
}

/** `--lr` is the flag of `lr`; a flag of another form is kept. */
export function namedByFlag(flag: string): { readonly name: string; readonly flag?: string } {
  const name = flag.replace(/^-+/, '');
  return flag === `--${name}` ? { name } : { name, flag };
}

/** A switch that says "on" by being there, and is off without. */
export function switchParameter(flag: string): ParameterFact {
  return { ...namedByFlag(flag), type: 'bool', defaultValue: false, choices: [], passAs: 'argument' };
}

/** Names of Python and click types. Paths and everything that is not known are texts. */
const TYPES: ReadonlyMap<string, ParameterType> = new Map([
  ['int', 'int'],
  ['float', 'float'],
  ['bool', 'bool'],
  ['str', 'string'],
  ['click.INT', 'int'],
  ['click.FLOAT', 'float'],
  ['click.BOOL', 'bool'],
  ['click.IntRange', 'int'],
  ['click.FloatRange', 'float'],
]);

export function typeNamed(name: string | undefined): ParameterType | undefined {
  return name === undefined ? undefined : TYPES.get(name);
}

export function isSimple(value: PythonValue): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The one-line form of a help text, without the placeholders of argparse and click. */
export function helpLine(value: PythonValue): { readonly help?: string } {
  if (typeof value !== 'string') return {};
  const line = value
    .slice(0, 1000)
    .replaceAll(/\s*[([]default:?\s*%\(default\)s[)\]]/gi, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line === '' ? {} : { help: line.slice(0, 200) };
}

/** Choices that can be written down; none when any of them cannot. */
export function choicesOf(value: PythonValue): readonly (string | number)[] {
  if (!Array.isArray(value)) return [];
  const simple = value.filter((item) => typeof item === 'string' || typeof item === 'number');
  return simple.length === value.length ? simple : [];
}
