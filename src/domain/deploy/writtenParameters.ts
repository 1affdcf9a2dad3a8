import { shellQuoted } from '../base/shellQuoted.ts';
import { isSecretName } from '../cluster/maskedObject.ts';
import { checkParameterValue, namesOf } from './parameters.ts';
import type { ParameterSpec, WorkloadSpec, WrittenPlace } from './spec.ts';

type Program = Pick<WorkloadSpec, 'command' | 'args' | 'environment'>;
type WordPlace = Exclude<WrittenPlace, { readonly in: 'environment' }>;

interface Written {
  readonly name: string;
  readonly value: string;
  readonly place: WrittenPlace;
}

/** `--lr` and, in the same word, its value. One dash alone is mostly of the interpreter: `python -m train`. */
const FLAG = /^--([A-Za-z][\w.-]*)(?:=([^]*))?$/;
/** `optim.lr=0.1`, `+trainer.fast=true` of Hydra. */
const OVERRIDE = /^\+{0,2}([A-Za-z_][\w./@-]*)=([^]*)$/;
/** The same in a line for a shell, for values that the shell hands on as they are. */
const IN_LINE =
  /(?<=^|\s)(?:--([A-Za-z][\w.-]*)(?:=|[ \t]+)|\+{0,2}([A-Za-z_][\w./@-]*)=)('[^']*'|"[^"$`\\]*"|[\w.+:,/@%][\w.+:,/@%=-]*|-[\d.][\w.+-]*)(?=\s|$|;)/g;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The workload with values of its command, arguments and variables as parameters, where it does not declare one of that name. */
export function withWrittenParameters<W extends WorkloadSpec>(workload: W): W {
  const names = new Set(workload.parameters.flatMap(plainNamesOf));
  const found = writtenIn(workload).flatMap(({ name, value, place }): ParameterSpec[] => {
    if (names.has(plainName(name)) || isSecretName(plainName(name))) return [];
    names.add(plainName(name));
    const type = NUMBER.test(value) ? 'float' : 'string';
    return [{ name, type, default: value, choices: [], passAs: { kind: 'written', place } }];
  });
  return { ...workload, parameters: [...workload.parameters, ...found] };
}

/**
 * Writes changed values into the words and variables that they stand in. What was found there and is unchanged is no parameter any more, so that a
 * run keeps what its workload declares and what differs from it. A workload without such parameters stays as it is.
 */
export function applyWritten<W extends WorkloadSpec>(
  workload: W,
  given: ReadonlyMap<string, string>,
): { readonly workload: W; readonly given: ReadonlyMap<string, string> } {
  const unchanged = new Set<ParameterSpec>();
  const changes: { readonly place: WrittenPlace; readonly value: string }[] = [];
  for (const parameter of workload.parameters) {
    if (parameter.passAs.kind !== 'written') continue;
    const value = given.get(parameter.name) ?? parameter.default ?? '';
    if (value === parameter.default) unchanged.add(parameter);
    else changes.push({ place: parameter.passAs.place, value });
  }
  const gone = new Set(Array.from(unchanged, ({ name }) => name));
  return {
    workload: {
      ...workload,
      ...changedProgram(workload, changes),
      parameters: workload.parameters.filter((parameter) => !unchanged.has(parameter)),
    },
    given: new Map([...given].filter(([name]) => !gone.has(name))),
  };
}

/**
 * What is known of a run, under the names of the workload's parameters: `learning_rate` of a tracker is `--learning-rate` of a command. Values that
 * the parameter does not take are left out.
 */
export function recordedParameters(
  parameters: readonly ParameterSpec[],
  recorded: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const plain = new Map(Array.from(recorded, ([name, value]) => [plainName(name), value] as const));
  return new Map(
    parameters.flatMap((parameter) => {
      const value = recorded.get(parameter.name) ?? plainNamesOf(parameter).flatMap((name) => plain.get(name) ?? [])[0];
      const checked = value === undefined ? undefined : checkParameterValue(parameter, value);
      return checked?.ok === true ? [[parameter.name, checked.value] as const] : [];
    }),
  );
}

/** Values that stand in what a run was started with, by name. */
export function writtenValues(program: Program): ReadonlyMap<string, string> {
  return new Map(writtenIn(program).map(({ name, value }) => [name, value]));
}

/** Dashes, dots and case are written one way here and another there. */
function plainName(name: string): string {
  return name.replace(/^-+/, '').replaceAll('-', '_').toLowerCase();
}

const plainNamesOf = (parameter: ParameterSpec) => [parameter.name, ...namesOf(parameter)].map(plainName);

function writtenIn({ command = [], args, environment }: Program): readonly Written[] {
  return [
    ...inWords(command, 'command'),
    ...inWords(args, 'args'),
    ...Array.from(environment, ([variable, value]): Written => {
      return { name: variable, value, place: { in: 'environment', variable } };
    }),
  ];
}

function inWords(words: readonly string[], list: WordPlace['in']): readonly Written[] {
  const line = shellLineAt(words);
  if (line !== undefined) return inLine(words[line] ?? '', { in: list, index: line, isShell: true });
  const found: Written[] = [];
  words.forEach((word, index) => {
    const [, flag, joined] = FLAG.exec(word) ?? [];
    const [, key, assigned] = flag === undefined ? (OVERRIDE.exec(word) ?? []) : [];
    const name = flag ?? key;
    if (name === undefined) return;
    const own = joined ?? assigned;
    const next = words[index + 1];
    if (own !== undefined) found.push(writtenAt(word, { name, value: own }, { in: list, index, isShell: false }));
    else if (next !== undefined && (!next.startsWith('-') || NUMBER.test(next)))
      found.push(writtenAt(next, { name, value: next }, { in: list, index: index + 1, isShell: false }));
  });
  return found;
}

function writtenAt(
  word: string,
  { name, value }: Pick<Written, 'name' | 'value'>,
  place: Omit<WordPlace, 'start' | 'end'>,
): Written {
  return { name, value, place: { ...place, start: word.length - value.length, end: word.length } };
}

function inLine(line: string, place: Omit<WordPlace, 'start' | 'end'>): readonly Written[] {
  return Array.from(line.matchAll(IN_LINE), (match): Written => {
    const [whole, flag, key, raw = ''] = match;
    const end = match.index + whole.length;
    const value = /^['"]/.test(raw) ? raw.slice(1, -1) : raw;
    return { name: flag ?? key ?? '', value, place: { ...place, start: end - raw.length, end } };
  });
}

/** `[/bin/sh, -c, line]`, `[bash, -ec, line]`. */
function shellLineAt(words: readonly string[]): number | undefined {
  const [program = '', option = ''] = words;
  return /(^|\/)(ba|da|z|a)?sh$/.test(program) && /^-[a-z]*c$/.test(option) && words.length > 2 ? 2 : undefined;
}

function changedProgram(
  { command, args, environment }: Program,
  changes: readonly { readonly place: WrittenPlace; readonly value: string }[],
): Pick<WorkloadSpec, 'command' | 'args' | 'environment'> {
  const lists = { command: [...(command ?? [])], args: [...args] };
  const variables = new Map(environment);
  // From behind, so that the places before a change stay where they are.
  for (const { place, value } of changes.toSorted((a, b) => startOf(b.place) - startOf(a.place))) {
    if (place.in === 'environment') variables.set(place.variable, value);
    else {
      const word = lists[place.in][place.index] ?? '';
      const text = place.isShell ? shellQuoted(value) : value;
      lists[place.in][place.index] = `${word.slice(0, place.start)}${text}${word.slice(place.end)}`;
    }
  }
  return { ...(command ? { command: lists.command } : {}), args: lists.args, environment: variables };
}

const startOf = (place: WrittenPlace) => (place.in === 'environment' ? 0 : place.start);
