import { plainType, STRING } from '../yaml/plainScalar.ts';

/** A word as a YAML value that is text to the cluster, quoted where it must be: it may come from outside. */
export function yamlWord(word: string): string {
  return /^[A-Za-z0-9][\w./-]*$/.test(word) && plainType(word) === STRING ? word : JSON.stringify(word);
}
