import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';

/** Where debugpy listens in the container: on its loopback address, which a forwarded port reaches and other pods do not. */
export const DEBUG_PORT = 5678;

/** They start the ranks as processes of their own, so a debugger would stop in them and in no rank. */
const LAUNCHERS = new Set(['torchrun', 'accelerate', 'deepspeed', 'horovodrun', 'mpirun', 'mpiexec']);
const LAUNCHER_MODULES = new Set([
  'torch.distributed.run',
  'torch.distributed.launch',
  'accelerate.commands.launch',
  'deepspeed.launcher.runner',
]);

/** Options of the interpreter that take a value; `m` and `c` also end its options. Source: Python documentation, "Command line and environment". */
const WITH_VALUE = new Set(['W', 'X']);
const FLAGS = new Set('bBdEiIOPqRsSuvx');
const LONG_WITH_VALUE = '--check-hash-based-pycs';

/**
 * The same program under debugpy, which waits for a debugger before its first line. Takes the whole command with its arguments; options of the
 * interpreter stay with the interpreter. Failures: `unsupported`: it is not started by Python itself.
 */
export function debugCommand(argv: readonly string[]): Result<readonly string[]> {
  const [interpreter, ...rest] = argv;
  if (interpreter === undefined) return fail(noCommand());
  const name = interpreter.replace(/^.*\//, '');
  if (LAUNCHERS.has(name)) return fail(launcher(name));
  if (!/^python(\d+(\.\d+)*)?$/.test(name)) return fail(noPython(name));
  const read = readOptions(rest);
  if (!read) return fail(noProgram(interpreter));
  const { options, program } = read;
  const [first, module] = program;
  if (first === '-m' && module !== undefined && LAUNCHER_MODULES.has(module)) return fail(launcher(module));
  const listen = ['-m', 'debugpy', '--listen', `127.0.0.1:${DEBUG_PORT}`, '--wait-for-client'];
  return ok([interpreter, ...options, ...listen, ...program]);
}

interface PythonWords {
  readonly options: readonly string[];
  /** `script.py …`, `-m module …` or `-c code …`. */
  readonly program: readonly string[];
}

/** Undefined: there is no program behind the options, or an option that is not known. */
function readOptions(words: readonly string[]): PythonWords | undefined {
  const options: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) return { options, program: words.slice(index) };
    if (word === LONG_WITH_VALUE) {
      options.push(word, words[(index += 1)] ?? '');
      continue;
    }
    const cluster = readCluster(word);
    if (!cluster) return undefined;
    const { flags, letter, attached } = cluster;
    if (letter === undefined) options.push(word);
    else {
      const value = attached === '' ? words[(index += 1)] : attached;
      if (value === undefined) return undefined;
      if (flags !== '') options.push(`-${flags}`);
      if (!WITH_VALUE.has(letter)) return { options, program: [`-${letter}`, value, ...words.slice(index + 1)] };
      options.push(`-${letter}`, value);
    }
  }
  return undefined;
}

/** `-uBm`: flags, and the first letter that takes a value, which may be attached. */
function readCluster(
  word: string,
): { readonly flags: string; readonly letter?: string; readonly attached: string } | undefined {
  if (!/^-[A-Za-z]/.test(word)) return undefined;
  for (let index = 1; index < word.length; index += 1) {
    const letter = word.charAt(index);
    if (WITH_VALUE.has(letter) || letter === 'm' || letter === 'c') {
      return { flags: word.slice(1, index), letter, attached: word.slice(index + 1) };
    }
    if (!FLAGS.has(letter)) return undefined;
  }
  return { flags: word.slice(1), attached: '' };
}

function noCommand(): Failure {
  return {
    code: 'unsupported',
    message: t('For debugging, the command must be known, and the spec leaves it to the image.'),
    nextStep: t('Write “command: [python, …]” into the spec, or switch “Debug” off.'),
  };
}

function noPython(name: string): Failure {
  return {
    code: 'unsupported',
    message: t('“{0}” is not Python, so the program cannot be started for debugging.', name),
    nextStep: t('Write “command: [python, …]” into the spec, or switch “Debug” off.'),
  };
}

function noProgram(interpreter: string): Failure {
  return {
    code: 'unsupported',
    message: t('Behind “{0}” there is no script, module or code that could be debugged.', interpreter),
    nextStep: t('Write the program into “command”, or switch “Debug” off.'),
  };
}

function launcher(name: string): Failure {
  return {
    code: 'unsupported',
    message: t('“{0}” starts the ranks as processes of its own: a debugger would stop in it and in no rank.', name),
    nextStep: t(
      'Write “command: [python, …]” with the training program itself: with several nodes and one process on each, RANK, WORLD_SIZE and MASTER_ADDR are set.',
    ),
  };
}
