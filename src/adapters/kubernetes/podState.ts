import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { asRecord, type JsonRecord, numberOf, recordOf, recordsOf, stringOf } from '../http/json.ts';
import type { KubeTransport } from './kubeTransport.ts';

/** One container of a pod as far as following it, or working in it, needs to know. */
export interface PodState {
  readonly uid: string;
  readonly container: string;
  /** The process whose log can be read now; absent before the first start. */
  readonly instance: string | undefined;
  readonly isRunning: boolean;
  /** It will not start again. */
  readonly isOver: boolean;
  readonly exitCode: number | undefined;
  readonly endedAt: Date | undefined;
  /** The process before, whose log `previous` gives. */
  readonly before: { readonly instance: string; readonly exitCode: number | undefined } | undefined;
  readonly restarts: number;
  /** Why it does not run, in the cluster's words; empty when it runs or has ended. */
  readonly waitsFor: string;
}

/** Path of a pod, or of something below it. */
export function podPath(namespace: string, pod: string, part = ''): string {
  const base = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`;
  return part === '' ? base : `${base}/${part}`;
}

/** Asks the API server. `not-found`: no such pod, or no such container in it; `invalid`: the container must be named. */
export async function readPodState(
  transport: KubeTransport,
  { namespace, pod, container }: PodContainer,
  signal: AbortSignal,
): Promise<Result<PodState>> {
  const answer = await transport.json({ method: 'GET', path: podPath(namespace, pod), signal });
  return answer.ok ? podStateOf(answer.value, container) : answer;
}

/** From the API's JSON of a pod. `container` absent: the only one, or the one that an annotation names. */
export function podStateOf(json: unknown, container: string | undefined): Result<PodState> {
  const pod = asRecord(json);
  const spec = recordOf(pod, 'spec');
  const kinds = ['containers', 'initContainers', 'ephemeralContainers'] as const;
  const specs = kinds.flatMap((kind) => recordsOf(spec, kind).map((record) => ({ kind, record })));
  const wanted = container ?? defaultContainer(pod, recordsOf(spec, 'containers'));
  const names = specs.map(({ record }) => stringOf(record, 'name') ?? '');
  if (wanted === undefined) {
    return fail({
      code: 'invalid',
      message: t('The pod has several containers: {0}', names.map(plainLine).join(', ')),
      nextStep: t('Choose one of them.'),
    });
  }
  const found = specs[names.indexOf(wanted)];
  if (!found) {
    return fail({ code: 'not-found', message: t('The pod has no container {0}', plainLine(wanted)) });
  }
  const status = recordOf(pod, 'status');
  const own = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
    .flatMap((kind) => recordsOf(status, kind))
    .find((each) => stringOf(each, 'name') === wanted);
  return ok(stateOf({ pod, status, own, ...found, name: wanted }));
}

function defaultContainer(pod: JsonRecord | undefined, containers: readonly JsonRecord[]): string | undefined {
  const annotations = recordOf(recordOf(pod, 'metadata'), 'annotations');
  const named = stringOf(annotations, 'kubectl.kubernetes.io/default-container');
  if (named !== undefined) return named;
  return containers.length === 1 ? stringOf(containers[0], 'name') : undefined;
}

interface StateParts {
  readonly pod: JsonRecord | undefined;
  readonly status: JsonRecord | undefined;
  readonly own: JsonRecord | undefined;
  readonly kind: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly record: JsonRecord;
  readonly name: string;
}

function stateOf(parts: StateParts): PodState {
  const { pod, own, name } = parts;
  const metadata = recordOf(pod, 'metadata');
  const state = recordOf(own, 'state');
  const isRunning = recordOf(state, 'running') !== undefined;
  const last = recordOf(recordOf(own, 'lastState'), 'terminated');
  const terminated = recordOf(state, 'terminated');
  const ended = isRunning ? undefined : (terminated ?? last);
  const instance = isRunning
    ? stringOf(own, 'containerID')
    : stringOf(ended, 'containerID') || stringOf(last, 'containerID');
  const lastInstance = stringOf(last, 'containerID');
  const isOver = willNotStart(parts, ended);
  return {
    uid: stringOf(metadata, 'uid') ?? '',
    container: name,
    instance: instance || undefined,
    isRunning,
    isOver,
    exitCode: numberOf(ended, 'exitCode'),
    endedAt: dateOf(stringOf(ended, 'finishedAt')),
    before:
      lastInstance !== undefined && lastInstance !== '' && lastInstance !== instance
        ? { instance: lastInstance, exitCode: numberOf(last, 'exitCode') }
        : undefined,
    restarts: numberOf(own, 'restartCount') ?? 0,
    waitsFor: isRunning || terminated !== undefined ? '' : waitsFor(parts, isOver),
  };
}

/** Source: Kubernetes documentation, "Pod Lifecycle", restart policies of pods and containers. */
function willNotStart({ pod, status, kind, record }: StateParts, ended: JsonRecord | undefined): boolean {
  const phase = stringOf(status, 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return true;
  if (!ended) return false;
  if (kind === 'ephemeralContainers' || recordOf(pod, 'metadata')?.has('deletionTimestamp')) return true;
  // Rules for single exit codes: only the end of the pod is certain then.
  if (record.has('restartPolicyRules')) return false;
  const policy = stringOf(record, 'restartPolicy') ?? stringOf(recordOf(pod, 'spec'), 'restartPolicy');
  const isSuccess = numberOf(ended, 'exitCode') === 0;
  const isOneInit = kind === 'initContainers' && stringOf(record, 'restartPolicy') !== 'Always';
  if (policy === 'Never') return true;
  return isSuccess && (policy === 'OnFailure' || isOneInit);
}

function waitsFor({ status, own }: StateParts, isOver: boolean): string {
  const waiting = recordOf(recordOf(own, 'state'), 'waiting');
  const unscheduled = recordsOf(status, 'conditions').find(
    (each) => stringOf(each, 'type') === 'PodScheduled' && stringOf(each, 'status') === 'False',
  );
  const source = isOver ? status : (waiting ?? unscheduled);
  const words = [stringOf(source, 'reason'), stringOf(source, 'message')].filter((each) => each !== undefined);
  return plainLine(words.join(': ')) || (isOver ? '' : t('not started yet'));
}

function dateOf(text: string | undefined): Date | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
}
