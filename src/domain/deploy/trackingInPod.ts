import { t } from '../base/text.ts';
import { TRACKED_RUN_TAGS } from '../experiments/trackedRunTags.ts';
import type { KubernetesCheck } from './kubernetesPreflight.ts';
import type { WorkloadSpec } from './spec.ts';
import { trackingHere } from './trackingInside.ts';
import { type TrackingPlace, trackingPlace } from './trackingPlace.ts';
import { TRACKING_URI } from './workloadEnvironment.ts';

/** The variable with the pod's own name, which only the cluster knows. */
export const POD_VARIABLE = 'TRAINYARD_POD';

/** Where a pod's program records: a variable of the user's wins over `tracking`. */
function podPlace({ tracking, environment }: WorkloadSpec): TrackingPlace | undefined {
  const uri = environment.get(TRACKING_URI) ?? tracking?.uri;
  return uri === undefined ? undefined : trackingPlace({ tracker: 'mlflow', ...tracking, uri });
}

/** The workload without an address that leads nowhere from a pod: its client would try it for minutes, or write a store that goes with the pod. */
export function recordingInPod(workload: WorkloadSpec): WorkloadSpec {
  const { tracking } = workload;
  const place = trackingPlace(tracking);
  if (!tracking || !place || place.kind === 'address') return workload;
  const { uri: _unreachable, ...rest } = tracking;
  return { ...workload, tracking: rest };
}

/** The address at which its runs are found, for this machine and for pods alike; undefined also for one with a login in it. */
export function trackingOfPod(workload: WorkloadSpec): string | undefined {
  const place = podPlace(workload);
  if (place?.kind !== 'address') return undefined;
  return trackingHere({ ...workload, tracking: { tracker: 'mlflow', uri: place.uri } }, { specFolder: '' });
}

/** Where the run is in the cluster, for those who see only the tracker. */
export function podTags(namespace: string, object: string): ReadonlyMap<string, string> {
  return new Map([
    [TRACKED_RUN_TAGS.namespace, namespace],
    [TRACKED_RUN_TAGS.object, object],
    [TRACKED_RUN_TAGS.pod, `$(${POD_VARIABLE})`],
  ]);
}

/** Whether a pod can record where the workload says. */
export function checkPodTracking(workload: WorkloadSpec): KubernetesCheck[] {
  const place = podPlace(workload);
  const check = { id: 'tracking', title: t('Tracking') } as const;
  if (!place) return isAddressMissing(workload) ? [{ ...check, ...withoutAddress() }] : [];
  if (place.kind === 'address') return [];
  const message =
    place.kind === 'local'
      ? t('Pods do not see {0} of this machine.', place.path)
      : t('For a pod {0} is the pod itself.', place.url.host);
  // Both stand in one line of a list, which is cut at its end.
  return [{ ...check, state: 'fail', message, fix: t('Run “mlflow server” where pods reach it, and name that.') }];
}

const isAddressMissing = ({ tracking, secrets }: WorkloadSpec) =>
  tracking?.tracker === 'mlflow' &&
  tracking.uri === undefined &&
  secrets.every(({ variable }) => variable !== TRACKING_URI);

const withoutAddress = () => ({
  state: 'warning' as const,
  message: t('“tracking” names no address: metrics may go with the pod.'),
  fix: t('Name that of an MLflow server.'),
});
