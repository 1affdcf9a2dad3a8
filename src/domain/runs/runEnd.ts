import { definedOf } from '../base/defined.ts';
import { parsedJson } from '../base/parsedJson.ts';
import type { Pod, Workload } from '../cluster/clusterObject.ts';

/** How the program of a run in a cluster ended, in the kubelet's own words: every window says them in its language. */
export interface RunEnd {
  readonly exitCode?: number;
  /** As in the status of the container: `Error`, `OOMKilled`, `StartError`; or `DeadlineExceeded`, which the pod says. */
  readonly reason?: string;
  /** Of several pods the one that it was. */
  readonly pod?: string;
}

/** A pod, or the Job, has reached its `activeDeadlineSeconds`. */
export const OUT_OF_TIME = 'DeadlineExceeded';

/** The kubelet's reasons are words; what somebody else wrote at their place is cut. */
const LONGEST = 253;

/**
 * Of the pod that failed before all others: the rest of a group mostly fails because it is gone. The server removes
 * those that still ran, so that one pod can be what is left of many. Undefined: no pod tells.
 */
export function endOfPods({ desired }: Pick<Workload, 'desired'>, pods: readonly Pod[]): RunEnd | undefined {
  const ended = pods.flatMap((pod) =>
    pod.containers
      .filter(({ state, exitCode }) => state === 'terminated' && exitCode !== 0)
      .map((container) => ({ pod, container, at: container.finishedAt?.getTime() ?? Infinity })),
  );
  const [first] = ended.toSorted((a, b) => a.at - b.at);
  if (pods.some(({ reason }) => reason === OUT_OF_TIME)) {
    return { reason: OUT_OF_TIME, ...definedOf({ exitCode: first?.container.exitCode }) };
  }
  if (!first) return undefined;
  const { exitCode, reason } = first.container;
  return definedOf({ exitCode, reason, pod: Math.max(desired, pods.length) > 1 ? first.pod.meta.name : undefined });
}

/** The annotation's form. The object is named in it, because copies of a manifest come with its annotations. */
export function endAnnotation(uid: string, end: RunEnd): string {
  return JSON.stringify({ uid, ...end });
}

/** What the annotation of a Job says of its end; undefined: nothing, or not of this Job. */
export function readEnd(text: string | undefined, { meta: { uid } }: Pick<Workload, 'meta'>): RunEnd | undefined {
  if (text === undefined) return undefined;
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null && 'uid' in value && value.uid === uid
    ? runEndOf(value)
    : undefined;
}

/** From JSON: what has another form is left out. */
export function runEndOf(value: object): RunEnd {
  const fields = new Map<string, unknown>(Object.entries(value));
  const exitCode = fields.get('exitCode');
  const word = (name: string) => {
    const text = fields.get(name);
    return typeof text === 'string' && text !== '' ? text.slice(0, LONGEST) : undefined;
  };
  return definedOf({
    exitCode: Number.isInteger(exitCode) ? Number(exitCode) : undefined,
    reason: word('reason'),
    pod: word('pod'),
  });
}
