import type { Clock } from '../../domain/base/clock.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { connectFailure, notAnswering } from './connectFailure.ts';
import { type EngineEvent, EventParser } from './events.ts';
import type { EventTracker } from './eventTracker.ts';
import type { Transport } from './transport.ts';

/** Events that happened this shortly before the question may still be on their way, in milliseconds. */
const ON_THE_WAY_MS = 1_000;

/**
 * Asks the engine for the events since the last one that was heard. It answers (it is there), and an event among them that the stream did
 * not bring means that the stream is dead without having ended, as behind a NAT that forgot the connection.
 */
export async function probeEvents(
  transport: Transport,
  tracker: EventTracker,
  { limit, clock }: { readonly limit: number; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Result<'fine' | 'missed'>> {
  const { last: since } = tracker;
  const until = transport.engineNow();
  if (since === undefined || until === undefined || until <= Number(since)) {
    const ping = await transport.ping(limit, signal);
    return ping.ok ? ok('fine') : ping;
  }
  const events = await eventsBetween(transport, { since, until, limit }, signal);
  if (!events.ok) return events;
  const isMissing = (event: EngineEvent): boolean => !tracker.has(event);
  if (!events.value.some(isMissing)) return ok('fine');
  await clock.sleep(ON_THE_WAY_MS, signal);
  return ok(events.value.some(isMissing) ? 'missed' : 'fine');
}

/** `until` is not after the engine's own now, so it answers at once. */
async function eventsBetween(
  transport: Transport,
  { since, until, limit }: { readonly since: string; readonly until: number; readonly limit: number },
  signal: AbortSignal,
): Promise<Result<readonly EngineEvent[]>> {
  const late = AbortSignal.timeout(limit);
  const answer = await transport.request({
    method: 'GET',
    path: '/events',
    query: { since, until },
    signal: AbortSignal.any([signal, late]),
    firstByteMs: limit,
  });
  if (!answer.ok) return answer;
  const parser = new EventParser();
  const events: EngineEvent[] = [];
  try {
    const chunks: AsyncIterable<Uint8Array> = answer.value.body;
    for await (const chunk of chunks) events.push(...parser.push(chunk));
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    if (late.aborted) return fail(notAnswering(transport.endpoint, Math.round(limit / 1000)));
    return fail(connectFailure(error, transport.endpoint));
  }
  return ok(events);
}
