import { definedOf } from '../base/defined.ts';
import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { GpuSpec, RunSpec } from './spec.ts';
import { readTorchrun } from './torchrunWords.ts';

/** Where debugpy listens in the container: on its loopback address, which a forwarded port reaches and other pods do not. */
export const DEBUG_PORT = 5678;

/** What is chosen for a start under the debugger. */
export interface DebugChoice {
  /** The rank that waits for its debugger before its first line; absent: rank 0 of a launcher, and otherwise every one. */
  readonly waits?: number | 'all';
}

export interface DebugCommand {
  readonly words: readonly string[];
  /** How many processes it starts on a node, as it is written; absent: it does not say, or starts none. */
  readonly processes?: string;
  /** It is a launcher: each of its processes listens on a port of its own. */
  readonly isLauncher: boolean;
}

/** Started as torchrun is, and understood. The module is what the program `torchrun` runs. */
const TORCHRUN = 'torch.distributed.run';

/** They start the ranks as processes of their own, so a debugger would stop in them and in no rank. */
const LAUNCHERS = new Set(['accelerate', 'deepspeed', 'horovodrun', 'mpirun', 'mpiexec']);
const LAUNCHER_MODULES = new Set([
  'torch.distributed.launch',
  'accelerate.commands.launch',
  'deepspeed.launcher.runner',
]);

/** Options of the interpreter that take a value; `m` and `c` also end its options. Source: Python documentation, "Command line and environment". */
const WITH_VALUE = new Set(['W', 'X']);
const FLAGS = new Set('bBdEiIOPqRsSuvx');
const LONG_WITH_VALUE = '--check-hash-based-pycs';

/**
 * Runs in place of each process of a launcher and becomes the program under debugpy: on the port of its local rank, because all of a node share its
 * ports. Its arguments: who waits, how many options of Python follow, these, the program. A launcher that says no rank starts one process alone.
 */
const WORKER = [
  'import os,sys',
  'e,a=os.environ,sys.argv',
  "w=['--wait-for-client'] if a[1] in ('all',e.get('RANK','0')) else []",
  `p=${DEBUG_PORT}+int(e.get('LOCAL_RANK','0'))`,
  'n=3+int(a[2])',
  "os.execv(sys.executable,[sys.executable,*a[3:n],'-m','debugpy','--listen','127.0.0.1:%d'%p]+w+a[n:])",
].join('\n');

function worker(waits: number | 'all', options: readonly string[], program: readonly string[]): readonly string[] {
  return ['-c', WORKER, String(waits), String(options.length), ...options, ...program];
}

/**
 * The same program under debugpy, which waits for a debugger before its first line. Takes the whole command with its arguments; options of the
 * interpreter stay with the interpreter. The processes of torchrun listen each on the port of its local rank. Failures: `unsupported`: it is not
 * started by Python itself, nor by torchrun.
 */
export function debugCommand(argv: readonly string[], { waits }: DebugChoice = {}): Result<DebugCommand> {
  const [interpreter, ...rest] = argv;
  if (interpreter === undefined) return fail(noCommand());
  const name = interpreter.replace(/^.*\//, '');
  // The program `torchrun` is this module of the Python that it was installed with, which is beside it.
  if (name === 'torchrun') return underTorchrun(interpreter.replace(/torchrun$/, 'python3'), [], rest, waits);
  if (LAUNCHERS.has(name)) return fail(launcher(name));
  if (!/^python(\d+(\.\d+)*)?$/.test(name)) return fail(noPython(name));
  const read = readOptions(rest);
  if (!read) return fail(noProgram(interpreter));
  const { options, program } = read;
  const [first, module] = program;
  if (first === '-m' && module === TORCHRUN) return underTorchrun(interpreter, options, program.slice(2), waits);
  if (first === '-m' && module !== undefined && LAUNCHER_MODULES.has(module)) return fail(launcher(module));
  if (typeof waits === 'number') {
    return ok({ words: [interpreter, ...worker(waits, options, program)], isLauncher: false });
  }
  const listen = ['-m', 'debugpy', '--listen', `127.0.0.1:${DEBUG_PORT}`, '--wait-for-client'];
  return ok({ words: [interpreter, ...options, ...listen, ...program], isLauncher: false });
}

function underTorchrun(
  interpreter: string,
  ofPython: readonly string[],
  words: readonly string[],
  waits: DebugChoice['waits'] = 0,
): Result<DebugCommand> {
  const read = readTorchrun(words);
  if (!read) return fail(noProgram('torchrun'));
  const { options, program, processes } = read;
  // Its own words for “no Python before the script”: the script is then ours. It would start the program with -u.
  const script = ['--no_python', interpreter, ...worker(waits, ['-u'], program)];
  return ok({
    words: [interpreter, ...ofPython, '-m', TORCHRUN, ...options, ...script],
    isLauncher: true,
    ...definedOf({ processes }),
  });
}

/**
 * How many processes of a node can be debugged, each on a port of its own. Failure `unsupported`: the launcher counts them itself, and the number of
 * GPUs does not tell either.
 */
export function debugProcesses(
  { isLauncher, processes }: DebugCommand,
  { perNode, gpus }: { readonly perNode: number; readonly gpus: number | 'all' | undefined },
): Result<number> {
  if (!isLauncher) return ok(1);
  if (processes === undefined) return ok(perNode);
  if (/^[1-9]\d{0,3}$/.test(processes)) return ok(Number(processes));
  if (typeof gpus === 'number' && gpus > 0) return ok(gpus);
  return fail({
    code: 'unsupported',
    message: t('For debugging, the number of processes must be known, and “{0}” leaves it to the machine.', processes),
    nextStep: t('Write --nproc_per_node with a number, or switch “Debug” off.'),
  });
}

/** A run as it is started under the debugger. */
export interface DebugStart {
  /** Its whole command. */
  readonly words: readonly string[];
  /** How many processes of a node can be debugged. */
  readonly processes: number;
}

/** Failures: those of `debugCommand` and of `debugProcesses`; without a command of its own nobody knows what the image would start. */
export function debugStart(
  { command, args, processesPerNode }: Pick<RunSpec, 'command' | 'args' | 'processesPerNode'>,
  { debug, gpu }: { readonly debug: DebugChoice; readonly gpu?: GpuSpec },
  parameterWords: readonly string[],
): Result<DebugStart> {
  const debugged = debugCommand(command ? [...command, ...args, ...parameterWords] : [], debug);
  if (!debugged.ok) return debugged;
  const processes = debugProcesses(debugged.value, { perNode: processesPerNode, gpus: gpu?.count });
  return processes.ok ? ok({ words: debugged.value.words, processes: processes.value }) : processes;
}

/** Who waits where nothing is chosen: of a launcher rank 0, of several nodes all. Undefined: there is one process alone. */
export function whoWaits({ command, args, nodes }: Pick<RunSpec, 'command' | 'args' | 'nodes'>): 0 | 'all' | undefined {
  const debugged = debugCommand([...(command ?? []), ...args]);
  if (debugged.ok && debugged.value.isLauncher) return 0;
  return nodes > 1 ? 'all' : undefined;
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
      'Start it with torchrun, or write “command: [python, …]” with the training program itself: with several nodes and one process on each, RANK, WORLD_SIZE and MASTER_ADDR are set.',
    ),
  };
}
