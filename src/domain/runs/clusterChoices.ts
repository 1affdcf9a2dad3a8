import { definedOf } from '../base/defined.ts';
import type { Failure, Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { KubernetesChoices, KubernetesPlace } from '../deploy/kubernetesChoices.ts';
import { formatBytes } from '../deploy/resources.ts';
import type { AutoscaleSpec, ServeSpec, TargetSpec, WorkloadSpec } from '../deploy/spec.ts';
import { pathsThatAreWritten } from '../deploy/toKubernetes/podVolumes.ts';
import type { RunChoices } from './runChoices.ts';

/** What is chosen at a start for a cluster alone. Absent: as in the spec; `none`: without, whatever the spec says. */
export interface ClusterChoices {
  /** By path: what stands there in place of something of this machine, or of a folder that goes with the pod. */
  readonly places?: ReadonlyMap<string, KubernetesPlace>;
  readonly replicas?: number;
  readonly autoscale?: AutoscaleSpec | 'none';
  readonly mostUnavailable?: number | 'none';
  /** Host of the ingress; the rest of it stands in the spec. */
  readonly ingressHost?: string;
}

/** All choices of a start in a cluster: what was chosen, then what the workload and the target say. */
export function kubernetesChoices(
  workload: WorkloadSpec,
  target: TargetSpec | undefined,
  { cluster = {}, ...choices }: RunChoices,
): KubernetesChoices {
  return {
    ...definedOf({
      cpus: choices.cpus,
      memoryBytes: choices.memoryBytes,
      shmBytes: choices.shmBytes,
      gpu: choices.gpu,
      places: cluster.places,
      debug: choices.debug,
    }),
    parameters: choices.parameters,
    ...(workload.kind === 'serve' ? aroundServer(workload, cluster) : {}),
    ...(target?.kind === 'kubernetes' ? ofTarget(target) : {}),
  };
}

function ofTarget(target: Extract<TargetSpec, { readonly kind: 'kubernetes' }>): Partial<KubernetesChoices> {
  const { pullSecrets, serviceAccount, priorityClass, queue, keepMs } = target;
  const keepSeconds = keepMs === undefined ? undefined : Math.ceil(keepMs / 1000);
  return definedOf({ pullSecrets, serviceAccount, priorityClass, queue, keepSeconds });
}

function aroundServer(workload: ServeSpec, choices: ClusterChoices): Partial<KubernetesChoices> {
  const { autoscale, mostUnavailable, ingressHost } = serverChoices(workload, choices);
  return definedOf({
    replicas: choices.replicas,
    update: workload.update,
    autoscale,
    disruption: mostUnavailable === undefined ? undefined : { mostUnavailable },
    ingress: ingressHost === undefined ? undefined : { ...workload.ingress, host: ingressHost },
  });
}

/** As it will be, with what the spec says where nothing was chosen. */
export function serverChoices(
  workload: ServeSpec,
  choices: ClusterChoices,
): { readonly autoscale?: AutoscaleSpec; readonly mostUnavailable?: number; readonly ingressHost?: string } {
  const autoscale = choices.autoscale ?? workload.autoscale;
  const mostUnavailable = choices.mostUnavailable ?? workload.mostUnavailable;
  const host = choices.ingressHost ?? workload.ingress?.host;
  return definedOf({
    autoscale: autoscale === 'none' ? undefined : autoscale,
    mostUnavailable: mostUnavailable === 'none' ? undefined : mostUnavailable,
    ingressHost: host === '' ? undefined : host,
  });
}

/** A path for which the cluster needs, or can be given, a place of its own. */
export interface PlaceToChoose {
  readonly path: string;
  /** What the spec has there on this machine, which a cluster cannot see; absent: the program writes there. */
  readonly instead?: string;
  readonly isRequired: boolean;
}

export function placesToChoose(workload: WorkloadSpec): readonly PlaceToChoose[] {
  const mounts = workload.mounts.flatMap((mount): PlaceToChoose[] => {
    switch (mount.kind) {
      case 'workspace':
        return [{ path: mount.path, instead: t('the project folder'), isRequired: true }];
      case 'folder':
        return [{ path: mount.path, instead: mount.source, isRequired: true }];
      case 'volume':
        return [{ path: mount.path, instead: mount.name, isRequired: true }];
      case 'dataset':
        return [{ path: mount.path, instead: mount.uri, isRequired: true }];
      case 'pvc':
      case 'scratch':
      default:
        return [];
    }
  });
  return [...mounts, ...pathsThatAreWritten(workload).map((path) => ({ path, isRequired: false }))];
}

export function placeText({ isRequired }: PlaceToChoose, place: KubernetesPlace | undefined): string {
  if (!place) return isRequired ? t('not chosen yet') : t('goes with the pod');
  if (place.kind === 'claim') return t('claim {0}', place.claim);
  return place.sizeBytes === undefined
    ? t('empty folder on the node')
    : t('empty folder on the node, {0}', formatBytes(place.sizeBytes));
}

export function withCluster(choices: RunChoices, change: Partial<ClusterChoices>): RunChoices {
  return { ...choices, cluster: { ...choices.cluster, ...change } };
}

export function withPlace(choices: RunChoices, path: string, place: KubernetesPlace): RunChoices {
  return withCluster(choices, { places: new Map([...(choices.cluster?.places ?? []), [path, place]]) });
}

/** `1-5 at 80%`; empty: none. */
export function parseAutoscale(text: string): Result<AutoscaleSpec | 'none'> {
  if (text.trim() === '') return ok('none');
  const [, first = '', last = '', percent = '80'] =
    /^(\d{1,5})\s*(?:-|–|to)\s*(\d{1,5})(?:\s*(?:at|@)\s*(\d{1,4})\s*%?)?$/.exec(text.trim()) ?? [];
  const [least, most, cpuPercent] = [first, last, percent].map(Number);
  if (first === '' || least === undefined || most === undefined || cpuPercent === undefined) {
    return fail(invalid(t('Write fewest and most replicas and the use of the cores, like 1-5 at 80%.')));
  }
  if (least < 1 || cpuPercent < 1) return fail(invalid(t('Numbers must be 1 or more.')));
  if (most < least) return fail(invalid(t('The most must not be less than the fewest.')));
  return ok({ least, most, cpuPercent });
}

function invalid(message: string): Failure {
  return { code: 'invalid', message };
}

export function autoscaleText(autoscale: AutoscaleSpec | undefined): string {
  return autoscale ? `${autoscale.least}-${autoscale.most} at ${autoscale.cpuPercent}%` : t('none');
}
