import type { Clock } from '../../domain/base/clock.ts';
import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { parsePodContainerId } from '../../domain/cluster/podContainerId.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type { LogEvent, LogTarget } from '../../domain/logs/ports.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { PodLogPosition } from './podLogPosition.ts';
import { PodLogReader } from './podLogReader.ts';
import { openPodLog } from './podLogRequest.ts';
import { type PodState, readPodState } from './podState.ts';

export interface PodLogBeforeRestartParts {
  readonly transport: KubeTransport;
  readonly clock: Clock;
  readonly target: LogTarget;
  readonly restart: number;
  readonly signal: AbortSignal;
}

const MOST_TRIES = 5;
const RETRY_MS = 500;

interface Ended {
  readonly restart: number;
  readonly exitCode: number | undefined;
}

/** The log of the process that ended before a restart, to its end. It does not change any more, but goes with the next restart. */
export async function* podLogBeforeRestart(parts: PodLogBeforeRestartParts): AsyncGenerator<LogEvent, void> {
  const { clock, signal, target } = parts;
  const container = parsePodContainerId(target.resource);
  const position = new PodLogPosition();
  const counter = { number: 0, said: '' };
  const first = await endedOf(parts, container);
  if (!first.ok) {
    if (first.failure.code !== 'cancelled') yield { kind: 'failed', failure: first.failure };
    return;
  }
  for (let attempt = 1; !signal.aborted; attempt++) {
    const tail = position.isStart ? target.tail : undefined;
    const request = { container, follow: false, previous: true, since: position.since, tail };
    const opened = await openPodLog(parts.transport, request, signal);
    const cut = opened.ok ? yield* wholeOf(opened.value, new PodLogReader(counter, position)) : opened.failure;
    if (signal.aborted) return;
    if (!cut) break;
    if (attempt >= MOST_TRIES || cut.code !== 'unreachable') {
      yield { kind: 'failed', failure: cut.code === 'invalid' ? notKept(container.pod, parts.restart) : cut };
      return;
    }
    await clock.sleep(RETRY_MS * attempt, signal);
  }
  if (!signal.aborted) yield* conclusion(parts, container, first.value);
}

/** All lines of one answer; the failure when it broke off. */
async function* wholeOf(
  body: NodeJS.ReadableStream,
  reader: PodLogReader,
): AsyncGenerator<LogEvent, Failure | undefined> {
  try {
    for await (const chunk of body) yield* reader.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    yield* reader.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { code: 'unreachable', message: error.message };
  }
}

async function* conclusion(
  parts: PodLogBeforeRestartParts,
  container: PodContainer,
  { exitCode }: Ended,
): AsyncGenerator<LogEvent, void> {
  const at = new Date(parts.clock.now());
  const now = await endedOf(parts, container);
  // What was read may be the log of the next process then.
  if (!now.ok && now.failure.code === 'conflict') {
    yield { kind: 'marker', text: t('the container was restarted once more while its log was read'), at };
  }
  yield { kind: 'ended', exitCode, at };
}

/** How the process ended. `conflict`: there was another restart since, and with it this log has gone. */
async function endedOf(
  { transport, signal, restart }: PodLogBeforeRestartParts,
  container: PodContainer,
): Promise<Result<Ended>> {
  const state = await readPodState(transport, container, signal);
  if (!state.ok) return state;
  const last = lastEnd(state.value);
  if (last?.restart === restart) return ok(last);
  return { ok: false, failure: { ...notKept(container.pod, restart), code: 'conflict' } };
}

/** The process whose log `previous` gives. One that ended and waits to be started again is before the next restart. */
export function lastEnd(state: PodState): Ended | undefined {
  if (state.before) return { restart: state.restarts, exitCode: state.before.exitCode };
  if (state.isRunning || state.instance === undefined || state.waitsFor === '') return undefined;
  return { restart: state.restarts + 1, exitCode: state.exitCode };
}

function notKept(pod: string, restart: number): Failure {
  return {
    code: 'not-found',
    message: t('The log of {0} before restart {1} is not kept any more', pod, restart),
    nextStep: t('Nodes keep the log before the last restart only; open that from the menu of the pod.'),
  };
}
