import type { Result } from '../base/failure.ts';
import { assertNever, fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { nearestName } from './nearestName.ts';
import type { ParameterSpec } from './spec.ts';

/** What the parameters of one start become. */
export interface ParameterWords {
  /** The value of every parameter, in the order of the spec; goes into the label of the run. */
  readonly values: ReadonlyMap<string, string>;
  /** Words after the command. */
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * Puts values into their places: given ones first, defaults for the rest. Failure `invalid`: a value of the wrong type, a parameter without
 * value, or a name that the spec does not have.
 */
export function applyParameters(
  parameters: readonly ParameterSpec[],
  given: ReadonlyMap<string, string>,
): Result<ParameterWords> {
  const unknown = Array.from(given.keys()).find((name) => !parameters.some((parameter) => parameter.name === name));
  if (unknown !== undefined) return fail(unknownParameter(unknown, parameters));
  const values = new Map<string, string>();
  const args: string[] = [];
  const environment = new Map<string, string>();
  for (const parameter of parameters) {
    const value = given.get(parameter.name) ?? parameter.default;
    if (value === undefined) return fail(missingValue(parameter));
    const checked = checkParameterValue(parameter, value);
    if (!checked.ok) return checked;
    values.set(parameter.name, checked.value);
    if (parameter.passAs.kind === 'environment') environment.set(parameter.passAs.variable, checked.value);
    else args.push(...wordsOf(parameter, checked.value));
  }
  return ok({ values, args, environment });
}

/** The words of one argument. A flag without `joined` stands alone for true and is left out for false, as argparse's store_true wants it. */
function wordsOf(parameter: ParameterSpec, value: string): readonly string[] {
  const { passAs } = parameter;
  switch (passAs.kind) {
    case 'environment':
    case 'written':
      return [];
    case 'override':
      return [`${passAs.key}=${value}`];
    case 'argument':
      if (passAs.joined) return [`${passAs.flag}=${value}`];
      if (parameter.type !== 'bool') return [passAs.flag, value];
      return value === 'true' ? [passAs.flag] : [];
    default:
      return assertNever(passAs);
  }
}

/** The value in its plain spelling. Failure `invalid` names the parameter and what it takes. */
export function checkParameterValue(parameter: ParameterSpec, value: string): Result<string> {
  const text = value.trim();
  switch (parameter.type) {
    case 'string':
      return ok(value);
    case 'int':
      return /^[+-]?\d{1,30}$/.test(text) ? ok(text) : wrong(parameter, value, t('a whole number'));
    case 'float':
      return /^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,4})?$|^[+-]?(inf|infinity|nan)$/i.test(text)
        ? ok(text)
        : wrong(parameter, value, t('a number'));
    case 'bool': {
      const isYes = /^(true|yes|on|1)$/i.test(text);
      return isYes || /^(false|no|off|0)$/i.test(text)
        ? ok(String(isYes))
        : wrong(parameter, value, t('true or false'));
    }
    case 'choice':
      return parameter.choices.includes(value) ? ok(value) : wrong(parameter, value, parameter.choices.join(', '));
    default:
      return assertNever(parameter.type);
  }
}

/**
 * Reads `epochs=5 lr=0.1` or `--epochs 5 --lr=0.1` as the user types it; quotes keep spaces together. Failure `invalid` names the word.
 * Values are checked when they are applied.
 */
export function parseParameterText(
  text: string,
  parameters: readonly ParameterSpec[],
): Result<ReadonlyMap<string, string>> {
  const words = splitWords(text);
  if (!words.ok) return words;
  const values = new Map<string, string>();
  for (let index = 0; index < words.value.length; index++) {
    const word = words.value[index] ?? '';
    const [, dashes, name, joined] = /^(-{0,2})([^=\s]+?)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const parameter = parameters.find((one) => one.name === name || namesOf(one).includes(`${dashes}${name}`));
    if (!parameter) return fail(unknownParameter(name ?? word, parameters));
    const next = words.value[index + 1];
    if (joined !== undefined) values.set(parameter.name, joined);
    else if (parameter.type === 'bool' && (next === undefined || !/^(true|false|yes|no|on|off|0|1)$/i.test(next)))
      values.set(parameter.name, 'true');
    else if (next === undefined) return fail(missingValue(parameter));
    else {
      values.set(parameter.name, next);
      index++;
    }
  }
  return ok(values);
}

/** As what a program is given it, besides its own name. */
export function namesOf({ name, passAs }: ParameterSpec): readonly string[] {
  switch (passAs.kind) {
    case 'argument':
      return [passAs.flag, `--${name}`];
    case 'override':
      return [passAs.key];
    case 'environment':
      return [passAs.variable];
    case 'written':
      return [];
    default:
      return assertNever(passAs);
  }
}

function splitWords(text: string): Result<readonly string[]> {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const letter of text) {
    if (quote !== '') {
      if (letter === quote) quote = '';
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  if (quote !== '') return fail({ code: 'invalid', message: t('A quote is not closed: {0}', text) });
  if (word !== undefined) words.push(word);
  return ok(words);
}

function wrong(parameter: ParameterSpec, value: string, expected: string): Result<never> {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return fail({
    code: 'invalid',
    message: t('Parameter “{0}” cannot be “{1}”. Expected {2}.', parameter.name, shown, expected),
  });
}

function missingValue(parameter: ParameterSpec) {
  return {
    code: 'invalid',
    message: t('Parameter “{0}” has no value.', parameter.name),
    nextStep: t('Give one, or write a default into the spec.'),
  } as const;
}

function unknownParameter(name: string, parameters: readonly ParameterSpec[]) {
  const names = parameters.map((parameter) => parameter.name);
  const nearest = nearestName(name, names);
  const nextStep = nearest === undefined ? t('Known are: {0}.', names.join(', ')) : t('Did you mean “{0}”?', nearest);
  return { code: 'invalid', message: t('There is no parameter “{0}”.', name), nextStep } as const;
}
