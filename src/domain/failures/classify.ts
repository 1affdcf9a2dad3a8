import { t } from '../base/text.ts';
import { stripAnsi } from '../logs/ansi.ts';
import { LOG_PATTERNS } from './logPatterns.ts';

/** What is known of a container that has ended, or could not start. */
export interface EndedContainer {
  readonly exitCode?: number | undefined;
  readonly isOomKilled?: boolean | undefined;
  /** The engine's own error. */
  readonly error?: string | undefined;
  /** The user stopped it from here. */
  readonly wasStopped?: boolean | undefined;
}

/** Why a run failed, in one line, and what helps. */
export interface Cause {
  /** Stable name, for tests and for help pages. */
  readonly id: string;
  readonly message: string;
  readonly fix: string;
}

/** Lines that are looked at: the cause stands near the end, behind it are at most other ranks' tracebacks. */
const LAST_LINES = 400;

/** Finds the cause from the engine's facts and the last lines of the log. Undefined: it ended well, or nothing known was seen. */
export function classify(container: EndedContainer, lastLines: readonly string[]): Cause | undefined {
  const startCause = container.error === undefined ? undefined : startFailure(container.error);
  if (startCause) return startCause;
  if (container.exitCode === 0) return undefined;
  if (container.isOomKilled === true) return outOfMemory();
  if (container.wasStopped === true) return undefined;
  const lines = lastLines.slice(-LAST_LINES).map((line) => stripAnsi(line.slice(0, 4096)));
  return logCause(lines) ?? exitCause(container.exitCode);
}

/** The most telling pattern wins; of one pattern the last line, because that is what ended the program. */
function logCause(lines: readonly string[]): Cause | undefined {
  for (const { id, pattern, cause } of LOG_PATTERNS) {
    for (let index = lines.length - 1; index >= 0; index--) {
      const match = pattern.exec(lines[index] ?? '');
      if (match) return { id, ...cause(match) };
    }
  }
  return undefined;
}

function outOfMemory(): Cause {
  return {
    id: 'oom-killed',
    message: t('Out of memory: the kernel killed the program at the memory limit of its container'),
    fix: t('Give the run more memory (resources.memory), or use smaller batches and fewer DataLoader workers.'),
  };
}

/** Signals show as 128 + number; 124 is what timeout(1) ends with, 125 to 127 are docker's and the shell's own codes. */
function exitCause(exitCode = 0): Cause | undefined {
  switch (exitCode) {
    case 124:
      return {
        id: 'time-limit',
        message: t('Ended by its time limit'),
        fix: t('Give it more time (timeout), or let it write checkpoints so that it can go on.'),
      };
    case 137:
      return {
        id: 'killed',
        message: t('Killed from outside (SIGKILL), but not at the memory limit of the container'),
        fix: t('Look whether somebody stopped it, or whether the machine itself ran out of memory.'),
      };
    case 139:
      return {
        id: 'segfault',
        message: t('The program crashed in native code (segmentation fault)'),
        fix: t(
          'Set PYTHONFAULTHANDLER=1 to see the line. Often two packages were built for different versions of CUDA or NumPy.',
        ),
      };
    case 135:
      return sharedMemory();
    case 134:
      return {
        id: 'aborted',
        message: t('Native code ended the program (SIGABRT)'),
        fix: t('The last lines before the end name the check that failed.'),
      };
    case 132:
      return {
        id: 'illegal-instruction',
        message: t('The program uses instructions that this processor does not have'),
        fix: t('Use packages built for this processor, or an image for its architecture.'),
      };
    case 126:
      return notExecutable();
    case 127:
      return notFound('');
    default:
      return undefined;
  }
}

function sharedMemory(): Cause {
  return {
    id: 'shared-memory',
    message: t('Shared memory is too small for the DataLoader workers (bus error)'),
    fix: t('Set resources.shm to 2 GiB or more, or use fewer workers.'),
  };
}

function notExecutable(): Cause {
  return {
    id: 'not-executable',
    message: t('The start command of the container cannot be executed'),
    fix: t(
      'Make the file executable (chmod +x in the Dockerfile), or start it with its interpreter, for example python train.py.',
    ),
  };
}

function notFound(program: string): Cause {
  return {
    id: 'command-not-found',
    message:
      program === ''
        ? t('The start command of the container was not found in the image')
        : t('The start command “{0}” was not found in the image', program),
    fix: t('Check the command and the working directory, and that the image holds the program.'),
  };
}

/** The engine could not start the container: its words are runc's, the same since 2016 but for their beginning. */
function startFailure(error: string): Cause | undefined {
  const found = [
    {
      pattern: /exec format error/i,
      cause: () => ({
        id: 'exec-format',
        message: t('The program is built for another processor, or its first line (#!) is missing'),
        fix: t('Build the image for this platform, or add the #! line to the script.'),
      }),
    },
    {
      pattern: /exec: "([^"]+)": (?:executable file not found|stat .*: no such file)/i,
      cause: (match: RegExpExecArray) => notFound(match[1] ?? ''),
    },
    { pattern: /permission denied/i, cause: notExecutable },
    { pattern: /no such file or directory/i, cause: () => notFound(/exec: "([^"]+)"/.exec(error)?.[1] ?? '') },
    {
      pattern: /port is already allocated|address already in use/i,
      cause: () => ({
        id: 'port-in-use',
        message: t('A port of this run is already in use on the engine’s machine'),
        fix: t('Choose another port, or stop what uses this one.'),
      }),
    },
    {
      pattern: /could not select device driver|nvidia-container-cli|CDI device|unresolvable CDI/i,
      cause: () => ({
        id: 'no-gpu-runtime',
        message: t('The engine cannot give GPUs to containers'),
        fix: t('Install the NVIDIA Container Toolkit on its machine and restart the engine, or run without GPUs.'),
      }),
    },
    {
      pattern: /no space left on device/i,
      cause: () => ({
        id: 'no-space',
        message: t('The disk of the engine is full'),
        fix: t('Remove what is not needed, for example with docker system prune.'),
      }),
    },
    {
      pattern: /no such image|manifest unknown|pull access denied|not found: manifest/i,
      cause: () => ({
        id: 'image-not-found',
        message: t('The image was not found'),
        fix: t('Build or pull the image first, and check its name and tag.'),
      }),
    },
  ].find(({ pattern }) => pattern.test(error));
  const match = found?.pattern.exec(error);
  return found && match ? found.cause(match) : undefined;
}
