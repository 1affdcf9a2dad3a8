import { assertNever } from '../base/failure.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { Health } from '../base/tree.ts';
import type { Container } from './engine.ts';

/** How a container is, for every view: a shared state and one short text. */
export interface ContainerHealth {
  readonly health: Health;
  readonly text: string;
}

type Facts = Pick<Container, 'state' | 'exitCode' | 'isOomKilled' | 'error' | 'healthcheck' | 'restartCount'>;

/**
 * How a container is, in words. Exit codes 125 and below 128 follow `docker run`; 128 + n is the death by signal n (POSIX shells).
 * A kill by the kernel for want of memory (OOM) and a plain SIGKILL share code 137 and are told apart by the engine's OOMKilled flag.
 */
export function healthOf(container: Facts): ContainerHealth {
  const base = stateOf(container);
  const restarts = container.restartCount ?? 0;
  if (restarts === 0 || container.state === 'restarting') return base;
  return {
    ...base,
    text: restarts === 1 ? t('{0}, restarted once', base.text) : t('{0}, restarted {1} times', base.text, restarts),
  };
}

function stateOf(container: Facts): ContainerHealth {
  switch (container.state) {
    case 'created':
      return createdOf(container);
    case 'running':
      return runningOf(container);
    case 'paused':
      return { health: 'warning', text: t('paused') };
    case 'restarting':
      return restartingOf(container);
    case 'removing':
      return { health: 'cancelled', text: t('being removed') };
    case 'dead':
      return { health: 'failed', text: t('dead: the engine could not remove it') };
    case 'exited':
      return exitedOf(container);
    default:
      return assertNever(container.state);
  }
}

function createdOf({ error, exitCode }: Facts): ContainerHealth {
  if (error) return { health: 'failed', text: t('could not start: {0}', firstLine(error)) };
  if (exitCode) return { health: 'failed', text: t('could not start: {0}', exitReason(exitCode)) };
  return { health: 'queued', text: t('created, not started') };
}

function runningOf({ healthcheck }: Facts): ContainerHealth {
  if (healthcheck === 'healthy') return { health: 'ok', text: t('running, healthy') };
  if (healthcheck === 'unhealthy') return { health: 'failed', text: t('running, unhealthy') };
  if (healthcheck === 'starting') return { health: 'running', text: t('running, health check pending') };
  return { health: 'running', text: t('running') };
}

function restartingOf({ restartCount = 0, exitCode, isOomKilled }: Facts): ContainerHealth {
  const how = restartCount > 0 ? t('restarting, {0} times so far', restartCount) : t('restarting');
  if (isOomKilled) return { health: 'failed', text: t('{0}: {1}', how, outOfMemory()) };
  return exitCode
    ? { health: 'failed', text: t('{0}: {1}', how, exitReason(exitCode)) }
    : { health: 'warning', text: how };
}

function exitedOf({ exitCode, isOomKilled, error }: Facts): ContainerHealth {
  // The engine also sets the flag when a child was killed and the main process went on to succeed.
  if (isOomKilled && exitCode !== 0) return { health: 'failed', text: outOfMemory() };
  if (exitCode === undefined) return { health: 'unknown', text: t('exited') };
  if (exitCode === 0) return { health: 'ok', text: t('exited 0') };
  if (exitCode === 143 || exitCode === 130) return { health: 'cancelled', text: exitReason(exitCode) };
  if (error) return { health: 'failed', text: t('exited {0}: {1}', exitCode, firstLine(error)) };
  return { health: 'failed', text: exitReason(exitCode) };
}

function outOfMemory(): string {
  return t('out of memory: killed at its memory limit');
}

/** What an exit code other than 0 says, starting with the code. */
export function exitReason(code: number): string {
  switch (code) {
    case 125:
      return t('exited 125: the engine could not run it');
    case 126:
      return t('exited 126: the command cannot be executed');
    case 127:
      return t('exited 127: the command was not found');
    case 130:
      return t('exited 130: interrupted');
    case 132:
      return t('exited 132: illegal instruction (built for another CPU)');
    case 134:
      return t('exited 134: aborted by the program itself');
    case 135:
      return t('exited 135: bus error (shared memory may be too small)');
    case 136:
      return t('exited 136: arithmetic error');
    case 137:
      return t('exited 137: killed, but not at its memory limit');
    case 139:
      return t('exited 139: segmentation fault');
    case 143:
      return t('exited 143: stopped');
    default:
      return code > 128 && code <= 192 ? t('exited {0}: ended by signal {1}', code, code - 128) : t('exited {0}', code);
  }
}

/** The engine's errors can hold several lines and the words of a hostile image. */
function firstLine(text: string): string {
  const line = plainLine(text.trim().split('\n', 1)[0] ?? '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
