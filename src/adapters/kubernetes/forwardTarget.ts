import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { ForwardTarget } from '../../domain/cluster/ports.ts';
import { asRecord, type JsonRecord, recordOf, recordsOf, stringOf } from '../http/json.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podPath } from './podState.ts';

/** The pod that a forward leads to now; undefined: none is ready. A pod that was named counts while it runs. `text` says why there is none. */
export async function findForwardPod(
  transport: KubeTransport,
  { namespace, pod }: ForwardTarget,
  signal: AbortSignal,
): Promise<Result<{ readonly pod: string | undefined; readonly text: string }>> {
  if (typeof pod === 'string') {
    const answer = await transport.json({ method: 'GET', path: podPath(namespace, pod), signal });
    if (!answer.ok) return answer;
    const state = asRecord(answer.value);
    const phase = stringOf(recordOf(state, 'status'), 'phase') ?? '';
    const isUp = phase === 'Running' && !isLeaving(state);
    return ok({
      pod: isUp ? pod : undefined,
      text: isUp ? '' : t('The pod {0} does not run: {1}', pod, plainLine(phase)),
    });
  }
  const labelSelector = [...pod.labels].map(([key, value]) => `${key}=${value}`).join(',');
  if (labelSelector === '') return fail({ code: 'invalid', message: t('A forward needs at least one label') });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const answer = await transport.json({ method: 'GET', path, query: { labelSelector, limit: 200 }, signal });
  if (!answer.ok) return answer;
  const ready = recordsOf(asRecord(answer.value), 'items').filter((each) => !isLeaving(each) && isReady(each));
  // The newest one stays longest during a rollout.
  const names = ready
    .map((each) => recordOf(each, 'metadata'))
    .sort((a, b) => (stringOf(b, 'creationTimestamp') ?? '').localeCompare(stringOf(a, 'creationTimestamp') ?? ''))
    .flatMap((metadata) => stringOf(metadata, 'name') ?? []);
  return ok({ pod: names[0], text: names.length > 0 ? '' : t('No pod with these labels is ready') });
}

function isLeaving(pod: JsonRecord | undefined): boolean {
  return recordOf(pod, 'metadata')?.has('deletionTimestamp') === true;
}

function isReady(pod: JsonRecord): boolean {
  const conditions = recordsOf(recordOf(pod, 'status'), 'conditions');
  return conditions.some((each) => stringOf(each, 'type') === 'Ready' && stringOf(each, 'status') === 'True');
}
