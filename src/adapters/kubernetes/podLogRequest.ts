import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podStampLength } from './podLogStamp.ts';
import { podPath } from './podState.ts';

/** One answer of the log of a container. */
export interface PodLogRequest {
  readonly container: PodContainer;
  /** Goes on until the container ends. */
  readonly follow: boolean;
  /** Of the process before. */
  readonly previous: boolean;
  /** RFC 3339; the API takes whole seconds. */
  readonly since: string | undefined;
  readonly tail: number | undefined;
}

/** Opens `GET …/pods/{name}/log` with stamps. */
export async function openPodLog(
  transport: KubeTransport,
  { container, follow, previous, since, tail }: PodLogRequest,
  signal: AbortSignal,
  firstByteMs: number | 'none' = 'none',
): Promise<Result<NodeJS.ReadableStream>> {
  const answer = await transport.request({
    method: 'GET',
    path: podPath(container.namespace, container.pod, 'log'),
    query: {
      container: container.container,
      follow: follow || undefined,
      previous: previous || undefined,
      timestamps: true,
      sinceTime: since,
      tailLines: tail,
    },
    signal,
    firstByteMs,
  });
  return answer.ok ? ok(answer.value.body) : answer;
}

/** The last line that the node has, stamp included and as it wrote it; '' when there is none. */
export async function lastPodLogLine(
  transport: KubeTransport,
  container: PodContainer,
  limitMs: number,
  callersSignal: AbortSignal,
): Promise<Result<string>> {
  const signal = AbortSignal.any([callersSignal, AbortSignal.timeout(limitMs)]);
  const request = { container, follow: false, previous: false, since: undefined, tail: 1 };
  const opened = await openPodLog(transport, request, signal, limitMs);
  if (!opened.ok) return opened;
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of opened.value) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail({ code: 'unreachable', message: error.message });
  }
  const bytes = Buffer.concat(chunks);
  return ok(podStampLength(bytes) ? bytes.toString('utf8').replace(/\r?\n$/, '') : '');
}
