import type { ContainerPlan, MountPlan } from '../engines/containerPlan.ts';
import { hostPath } from './hostPath.ts';
import type { WorkloadSpec } from './spec.ts';
import { type TrackingPlace, trackingPlace } from './trackingPlace.ts';

/** The name that Docker Desktop gives the machine of the user, and that `host-gateway` gives it elsewhere. Source: Docker documentation, `--add-host`. */
export const MACHINE_NAME = 'host.docker.internal';
/** Where a store of Windows stands in the container: its own path means nothing there. */
const OF_WINDOWS = '/trainyard/tracking';

/**
 * Without it the files of a new experiment of a database would go to the working folder, and with the container. A name of MLflow's own, which 3 reads
 * and 2 does not; source: `_get_sqlalchemy_store` in mlflow/tracking/_tracking_service/utils.py.
 */
const ARTIFACT_ROOT = '_MLFLOW_SERVER_ARTIFACT_ROOT';
/** The newest client takes a folder only from whoever says so, and `tracking` does. Source: mlflow/store/tracking/file_store.py of 3.18. */
const FOLDER_VARIABLES = new Map([['MLFLOW_ALLOW_FILE_STORE', 'true']]);

export interface TrackingFacts {
  readonly specFolder: string;
  readonly homeFolder?: string;
  /** The network that the container is in. */
  readonly network: string | undefined;
  /** The engine does not see the folders of this machine. */
  readonly isRemote?: boolean;
}

/** What a container needs to record where the workload's `tracking` says. */
export interface TrackingInside {
  /** `MLFLOW_TRACKING_URI` as seen from inside. */
  readonly uri: string;
  readonly mount?: Extract<MountPlan, { readonly kind: 'bind' }>;
  /** What the client needs besides; the user's own variables win. */
  readonly variables?: ReadonlyMap<string, string>;
  /** The machine has to be known by `MACHINE_NAME`. */
  readonly needsMachine?: boolean;
}

/**
 * A local store is mounted at the path that it has here: experiments hold absolute paths of their artifacts, which then lead to the same files on both
 * sides. Of a database its folder is mounted, for SQLite keeps its journal beside it. Undefined: nothing has to be changed.
 */
export function trackingInside(workload: WorkloadSpec, facts: TrackingFacts): TrackingInside | undefined {
  const place = trackingPlace(workload.tracking);
  if (!place || place.kind === 'address') return undefined;
  if (place.kind === 'local') return facts.isRemote === true ? undefined : mounted(place, facts);
  if (facts.network === 'host') return undefined;
  return { uri: withMachineName(place.url), needsMachine: true };
}

/** Where it records, as this machine reaches it: the path of a store, or an address. Undefined also for an address with a login in it. */
export function trackingHere(
  { tracking }: WorkloadSpec,
  { specFolder, homeFolder }: Pick<TrackingFacts, 'specFolder' | 'homeFolder'>,
): string | undefined {
  const place = trackingPlace(tracking);
  if (place?.kind === 'local') return hostPath(place.path, specFolder, homeFolder);
  const uri = place?.kind === 'loopback' ? place.url.href : place?.uri;
  return uri === undefined || !/^https?:\/\/[^@]*$/.test(uri) ? undefined : uri.replace(/\/+$/, '');
}

/** The address as seen from inside. */
export function recordingIn(workload: WorkloadSpec, inside: TrackingInside | undefined): WorkloadSpec {
  const { tracking } = workload;
  return inside && tracking ? { ...workload, tracking: { ...tracking, uri: inside.uri } } : workload;
}

/** The container with what it needs to record; what the user mounts and sets stays. */
export function withTracking(plan: ContainerPlan, inside: TrackingInside | undefined): ContainerPlan {
  if (!inside) return plan;
  const { mount, variables = [], needsMachine } = inside;
  const isFree = mount && plan.mounts.every(({ target }) => target !== mount.target);
  return {
    ...plan,
    environment: new Map([...variables, ...plan.environment]),
    mounts: isFree ? [...plan.mounts, mount] : plan.mounts,
    ...(needsMachine === true ? { extraHosts: [`${MACHINE_NAME}:host-gateway`] } : {}),
  };
}

/** The store's folder on this machine. */
function storeFolder(
  { form, path }: Extract<TrackingPlace, { readonly kind: 'local' }>,
  { specFolder, homeFolder }: Pick<TrackingFacts, 'specFolder' | 'homeFolder'>,
): string {
  const whole = hostPath(path, specFolder, homeFolder);
  return form === 'sqlite' ? whole.replace(/[/\\][^/\\]*$/, '') : whole;
}

function mounted(place: Extract<TrackingPlace, { readonly kind: 'local' }>, facts: TrackingFacts): TrackingInside {
  const source = storeFolder(place, facts);
  const target = source.startsWith('/') ? source : OF_WINDOWS;
  const mount = { kind: 'bind', source, target, isReadOnly: false } as const;
  if (place.form === 'fileStore') return { uri: `file://${encodeURI(target)}`, mount, variables: FOLDER_VARIABLES };
  const name = place.path.split(/[/\\]/).at(-1) ?? '';
  return { uri: `sqlite:///${target}/${name}`, mount, variables: new Map([[ARTIFACT_ROOT, `${target}/mlruns`]]) };
}

function withMachineName(url: URL): string {
  const inside = new URL(url);
  inside.hostname = MACHINE_NAME;
  return inside.href.replace(/\/$/, '');
}
