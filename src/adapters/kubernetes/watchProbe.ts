import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { watchEventOf } from './watchEvent.ts';
import { WatchLines } from './watchLines.ts';

/** Longest wait for the head of the answer, in milliseconds. */
export const PROBE_LIMIT_MS = 5_000;

/** What a second, short watch from the same place has found out about a silent one. */
export type ProbeFinding =
  /** Nothing has happened; the bookmark says until when. */
  | { readonly kind: 'quiet'; readonly resourceVersion?: string }
  /** Something has happened that the silent stream has not told. */
  | { readonly kind: 'missed' }
  /** The server does not remember that far back. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * A stream in which nothing comes may be one that nothing comes through any more, while the server and all other connections work. The same
 * question asked on another connection shows the difference.
 */
export async function probeWatch(probe: WatchProbe, signal: AbortSignal): Promise<ProbeFinding> {
  const { transport, path, resourceVersion } = probe;
  const query = { watch: true, resourceVersion, allowWatchBookmarks: true, timeoutSeconds: probe.seconds };
  const end = new AbortController();
  const answer = await transport.request({
    method: 'GET',
    path,
    query,
    signal: AbortSignal.any([signal, end.signal]),
    firstByteMs: PROBE_LIMIT_MS,
  });
  if (!answer.ok) return { kind: 'failed', failure: answer.failure };
  void probe.sleep((probe.seconds + 2) * 1000, AbortSignal.any([signal, end.signal])).then(() => end.abort());
  try {
    return await readProbe(answer.value.body);
  } catch (error) {
    // The server ends it in time, or it has frozen in between.
    const isLate = end.signal.aborted;
    const message = isLate
      ? t('The API server does not answer any more')
      : t('The connection to the API server was lost');
    return { kind: 'failed', failure: { code: isLate ? 'timeout' : 'unreachable', message, detail: String(error) } };
  } finally {
    end.abort();
  }
}

export interface WatchProbe {
  readonly transport: KubeTransport;
  readonly path: string;
  readonly resourceVersion: string;
  /** The server ends the probe by itself after this time, so its connection serves the next one. */
  readonly seconds: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

async function readProbe(body: AsyncIterable<unknown>): Promise<ProbeFinding> {
  const lines = new WatchLines();
  let bookmark: string | undefined;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    for (const line of lines.push(chunk)) {
      const event = watchEventOf(line);
      if (event.kind === 'error')
        return event.failure.status === 410 ? { kind: 'expired' } : { kind: 'failed', failure: event.failure };
      if (event.kind !== 'bookmark') return { kind: 'missed' };
      bookmark = event.resourceVersion;
    }
  }
  return { kind: 'quiet', ...(bookmark === undefined ? {} : { resourceVersion: bookmark }) };
}
