import { t } from '../base/text.ts';

/*
 * What MLflow would refuse, said before it is asked: each tells what is wrong with a text, and undefined when it can be taken. Source: mlflow/utils/validation.py
 * of 2.22 and 3.18. Lengths are characters as Python counts them.
 */

const LONGEST_EXPERIMENT = 500;
/** Also of names of runs, which are kept as the tag `mlflow.runName`. */
const LONGEST_TAG = 8000;
const LONGEST_KEY = 250;
const LONGEST_ALIAS = 255;
const LONGEST_MODEL = 256;

export function experimentNameProblem(name: string): string | undefined {
  return blank(name) ?? tooLong(name, LONGEST_EXPERIMENT);
}

export function runNameProblem(name: string): string | undefined {
  return blank(name) ?? tooLong(name, LONGEST_TAG);
}

/** Keys are paths in a store of files, whatever the store is. */
export function tagKeyProblem(key: string): string | undefined {
  const problem = blank(key) ?? tooLong(key, LONGEST_KEY);
  if (problem !== undefined) return problem;
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key))
    return t('Only letters, digits, spaces and the characters _ - . : / may be in the key of a tag.');
  return isPlainPath(key)
    ? undefined
    : t('A key is like a path: no slash at its ends, none twice, and no part that is only dots.');
}

/** MLflow cuts a longer one without a word. */
export function tagValueProblem(value: string): string | undefined {
  return tooLong(value, LONGEST_TAG);
}

/** MLflow 2 takes more. */
export function modelNameProblem(name: string): string | undefined {
  const problem = blank(name) ?? tooLong(name, LONGEST_MODEL);
  if (problem !== undefined) return problem;
  return /[/:]/.test(name) || !isPlainPath(name) ? t('A name of a model holds no / and no :') : undefined;
}

export function aliasProblem(alias: string): string | undefined {
  const problem = blank(alias) ?? tooLong(alias, LONGEST_ALIAS);
  if (problem !== undefined) return problem;
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) return t('Only letters, digits, _ and - may be in an alias.');
  return /^(latest|v\d+)$/i.test(alias) ? t('MLflow keeps {0} for itself.', alias) : undefined;
}

const blank = (text: string) => (text.trim() === '' ? t('Write something.') : undefined);

function tooLong(text: string, most: number): string | undefined {
  const { length } = Array.from(text);
  return length > most ? t('{0} characters are too many: MLflow keeps {1}.', length, most) : undefined;
}

function isPlainPath(text: string): boolean {
  return text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
