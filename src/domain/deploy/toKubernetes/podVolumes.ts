import type { Failure, Result } from '../../base/failure.ts';
import { assertNever, fail, ok } from '../../base/failure.ts';
import { t } from '../../base/text.ts';
import { formatQuantity } from '../../cluster/quantity.ts';
import type { KubernetesChoices, KubernetesPlace } from '../kubernetesChoices.ts';
import { formatBytes } from '../resources.ts';
import type { MountSpec, WorkloadSpec } from '../spec.ts';
import { objectName } from './objectName.ts';

/** Volumes of a pod and where its container sees them, as the API takes them. */
export interface PodVolumes {
  readonly volumes: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly mounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
}

const SHM = '/dev/shm';

/**
 * Where the paths of a workload live in a cluster: claims, shared memory, folders that go with the pod. Outputs and checkpoints get a folder
 * too, because a program without root's rights could not write into the image's own. Failures `unsupported`: a folder of this machine, a Docker
 * volume or a data set for which nothing was chosen · `invalid`: shared memory as large as the whole.
 */
export function podVolumes(workload: WorkloadSpec, choices: KubernetesChoices): Result<PodVolumes> {
  const places = new Map<string, Placed>();
  for (const mount of workload.mounts) {
    const place = placeOf(mount, choices);
    if (!place) return fail(notHere(mount));
    places.set(mount.path, { ...place, isReadOnly: mount.isReadOnly });
  }
  for (const path of pathsThatAreWritten(workload)) {
    if (!places.has(path))
      places.set(path, { ...(choices.places?.get(path) ?? { kind: 'scratch' }), isReadOnly: false });
  }
  for (const [path, sizeBytes] of choices.scratch ?? []) {
    places.set(path, { kind: 'scratch', isReadOnly: false, ...(sizeBytes === undefined ? {} : { sizeBytes }) });
  }
  const shm = sharedMemory(workload, choices);
  if (!shm.ok) return shm;
  if (shm.value) places.set(SHM, shm.value);
  return ok(volumesOf(places));
}

/** Paths that a program writes and that no mount holds. */
export function pathsThatAreWritten(workload: WorkloadSpec): readonly string[] {
  if (workload.kind !== 'run') return [];
  const paths = [...workload.outputs.map(({ path }) => path), ...(workload.checkpoint ? [workload.checkpoint] : [])];
  const isMounted = (path: string) =>
    workload.mounts.some((mount) => mount.path === path || path.startsWith(`${mount.path.replace(/\/+$/, '')}/`));
  return Array.from(new Set(paths)).filter((path) => !isMounted(path));
}

type Placed = (KubernetesPlace | { readonly kind: 'memory'; readonly sizeBytes: number }) & {
  readonly isReadOnly: boolean;
};

function placeOf(mount: MountSpec, { places }: KubernetesChoices): KubernetesPlace | undefined {
  if (mount.kind === 'scratch') return { kind: 'scratch', sizeBytes: mount.sizeBytes };
  if (mount.kind !== 'pvc') return places?.get(mount.path);
  const { claim, subPath } = mount;
  return { kind: 'claim', claim, ...(subPath === undefined ? {} : { subPath }) };
}

/** /dev/shm is memory and counts to the container's limit, as it does on Docker. */
function sharedMemory({ resources }: WorkloadSpec, choices: KubernetesChoices): Result<Placed | undefined> {
  const sizeBytes = choices.shmBytes ?? resources.shmBytes;
  if (sizeBytes === undefined) return ok(undefined);
  const { memoryBytes } = choices;
  if (memoryBytes === undefined || sizeBytes < memoryBytes) return ok({ kind: 'memory', sizeBytes, isReadOnly: false });
  return fail({
    code: 'invalid',
    message: t(
      'Shared memory of {0} leaves nothing of {1} of memory: it counts to the limit.',
      formatBytes(sizeBytes),
      formatBytes(memoryBytes),
    ),
    nextStep: t('Ask for more memory, or for less shared memory.'),
  });
}

function volumesOf(places: ReadonlyMap<string, Placed>): PodVolumes {
  const volumes = new Map<string, PodVolumes['volumes'][number]>();
  const mounts = Array.from(places, ([path, place]) => {
    const name = place.kind === 'claim' ? objectName(`claim-${place.claim}`) : objectName(nameOfPath(path));
    volumes.set(name, { name, ...sourceOf(place) });
    return {
      name,
      mountPath: path,
      ...(place.kind === 'claim' && place.subPath !== undefined ? { subPath: place.subPath } : {}),
      ...(place.isReadOnly ? { readOnly: true } : {}),
    };
  });
  return { volumes: Array.from(volumes.values()), mounts };
}

/** Paths may differ in signs that a name cannot hold; the number of bytes that were changed keeps `/a-b` and `/a/b` apart. */
function nameOfPath(path: string): string {
  if (path === SHM) return 'shm';
  return /^(\/[a-z0-9]+)+$/.test(path) ? `dir${path}` : `dir${path}-${Array.from(path, codeOf).join('')}`.slice(0, 200);
}

function codeOf(letter: string): string {
  return /[a-z0-9]/.test(letter) ? '' : (letter.codePointAt(0) ?? 0).toString(36);
}

function sourceOf(place: Placed): object {
  switch (place.kind) {
    case 'claim':
      return { persistentVolumeClaim: { claimName: place.claim } };
    case 'memory':
      return { emptyDir: { medium: 'Memory', sizeLimit: formatQuantity(place.sizeBytes, 'binary') } };
    case 'scratch':
      return {
        emptyDir: place.sizeBytes === undefined ? {} : { sizeLimit: formatQuantity(place.sizeBytes, 'binary') },
      };
    default:
      return assertNever(place);
  }
}

function notHere(mount: Exclude<MountSpec, { kind: 'pvc' }> | MountSpec): Failure {
  const nextStep = t(
    'Mount a PersistentVolumeClaim (“pvc”), or choose a claim or an empty folder for {0}.',
    mount.path,
  );
  switch (mount.kind) {
    case 'workspace':
      return {
        code: 'unsupported',
        message: t('A cluster cannot see the folder of this project, which is to be at {0}.', mount.path),
        nextStep: t('Build the program into the image, or choose a claim or an empty folder for {0}.', mount.path),
      };
    case 'folder':
      return {
        code: 'unsupported',
        message: t('A cluster cannot see the folder {0} of this machine.', mount.source),
        nextStep,
      };
    case 'volume':
      return { code: 'unsupported', message: t('A cluster has no Docker volume “{0}”.', mount.name), nextStep };
    case 'dataset':
      return {
        code: 'unsupported',
        message: t('The data set {0} cannot be fetched into a cluster yet.', mount.uri),
        nextStep: t('Put it on a claim, or let the program download it into an empty folder at {0}.', mount.path),
      };
    case 'pvc':
    case 'scratch':
      throw new Error(`a ${mount.kind} is always there to be mounted`);
    default:
      return assertNever(mount);
  }
}
