import { definedOf } from '../base/defined.ts';

/** A command line of torchrun, taken apart. */
export interface TorchrunWords {
  /** Options of torchrun itself, without `--module`. */
  readonly options: readonly string[];
  /** `script.py …` or `-m module …`, with its arguments. */
  readonly program: readonly string[];
  /** Processes on each node, as it is written: a number, `gpu`, `auto`. Absent: not said. */
  readonly processes?: string;
}

/** Options without a value, in the spelling with hyphens; all others take one. Source: torch/distributed/run.py, 1.9 to 2.10. */
const NO_PYTHON = new Set(['--no-python', '--run-path']);
const MODULE = new Set(['-m', '--module']);
const FLAGS = new Set(['--standalone', '--virtual-local-rank', '--help', ...NO_PYTHON, ...MODULE]);
const PROCESSES = '--nproc-per-node';

/** Undefined: there is no program, or it is not started by Python (`--no-python`, `--run-path`). */
export function readTorchrun(words: readonly string[]): TorchrunWords | undefined {
  const options: string[] = [];
  let processes: string | undefined;
  let isModule = false;
  for (let index = 0; index < words.length; ) {
    if (!words[index]?.startsWith('-')) {
      const program = [...(isModule ? ['-m'] : []), ...words.slice(index)];
      return { options, program, ...definedOf({ processes }) };
    }
    const option = readOption(words, index);
    if (!option || NO_PYTHON.has(option.name)) return undefined;
    if (option.name === PROCESSES) processes = option.value;
    if (MODULE.has(option.name)) isModule = true;
    else options.push(...words.slice(index, index + option.length));
    index += option.length;
  }
  return undefined;
}

interface Option {
  /** In the spelling with hyphens. */
  readonly name: string;
  readonly value?: string;
  /** Words that it has: its value can be one of its own, or behind “=” or, of a short one, attached. */
  readonly length: number;
}

/** Undefined: its value is missing. */
function readOption(words: readonly string[], index: number): Option | undefined {
  const word = words[index] ?? '';
  if (!word.startsWith('--')) return ofShort(word, words[index + 1]);
  const at = word.indexOf('=');
  const name = (at < 0 ? word : word.slice(0, at)).replaceAll('_', '-');
  if (at >= 0) return { name, value: word.slice(at + 1), length: 1 };
  return FLAGS.has(name) ? { name, length: 1 } : withValue(name, words[index + 1]);
}

function ofShort(word: string, next: string | undefined): Option | undefined {
  const name = word.slice(0, 2);
  if (name === '-m' || name === '-h') return { name, length: 1 };
  return word.length > 2 ? { name, value: word.slice(2), length: 1 } : withValue(name, next);
}

function withValue(name: string, value: string | undefined): Option | undefined {
  return value === undefined ? undefined : { name, value, length: 2 };
}
