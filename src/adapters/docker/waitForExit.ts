import type { Clock } from '../../domain/base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { inPath } from './dockerodeClient.ts';
import { asRecord, numberOf, recordOf, stringOf } from '../http/json.ts';
import type { Transport } from './transport.ts';

/** How often the state is asked for besides, in milliseconds: a connection that was cut without notice says nothing for ever. */
const CHECK_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const MOST_REFUSALS = 5;

/**
 * Resolves with the exit code once the container is not running any more. Tries again without limit when the engine cannot be reached,
 * because an engine that restarts keeps its containers' exit codes. Fails with `not-found` when the container is gone.
 */
export async function waitForExit(
  transport: Transport,
  { id, clock }: { readonly id: string; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Result<{ readonly exitCode: number }>> {
  let pause = FIRST_PAUSE_MS;
  let refusals = 0;
  while (!signal.aborted) {
    const result = await once(transport, { id, clock }, signal);
    if (result.ok || !isPassing(result.failure)) return result;
    // An engine that shuts down answers with errors; one that goes on doing so means them.
    refusals = result.failure.code === 'rejected' ? refusals + 1 : 0;
    if (refusals === MOST_REFUSALS) return result;
    await clock.sleep(pause, signal);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  }
  return fail(CANCELLED);
}

/** Asks to be told, and asks for the state now and then; the first to know wins. */
async function once(
  transport: Transport,
  { id, clock }: { readonly id: string; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Result<{ readonly exitCode: number }>> {
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const told = transport
    .json({
      method: 'POST',
      path: `/containers/${inPath(id)}/wait`,
      query: { condition: 'not-running' },
      signal: both,
      firstByteMs: 'none',
    })
    .then((answer): Result<{ readonly exitCode: number }> => {
      if (!answer.ok) return answer;
      const exitCode = numberOf(asRecord(answer.value), 'StatusCode');
      return exitCode === undefined ? fail({ code: 'unreachable', message: 'cut' }) : ok({ exitCode });
    });
  const result = await Promise.race([told, checked(transport, { id, clock }, both)]);
  ended.abort();
  return signal.aborted ? fail(CANCELLED) : result;
}

async function checked(
  transport: Transport,
  { id, clock }: { readonly id: string; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Result<{ readonly exitCode: number }>> {
  while (!signal.aborted) {
    await clock.sleep(CHECK_MS, signal);
    const answer = await transport.json({ method: 'GET', path: `/containers/${inPath(id)}/json`, signal });
    if (!answer.ok) return answer;
    const state = recordOf(asRecord(answer.value), 'State');
    const exitCode = numberOf(state, 'ExitCode');
    const status = stringOf(state, 'Status');
    if (exitCode !== undefined && (status === 'exited' || status === 'dead')) return ok({ exitCode });
  }
  return fail(CANCELLED);
}

function isPassing({ code }: Failure): boolean {
  return code === 'unreachable' || code === 'timeout' || code === 'rejected';
}
