import { definedOf } from '../base/defined.ts';
import { gpuResource } from '../cluster/gpu.ts';
import { isSecretName } from '../cluster/maskedObject.ts';
import { parseQuantity } from '../cluster/quantity.ts';
import { fieldOf, listOf, textOf } from '../deploy/plainData.ts';
import { formatBytes, formatCpus, formatDuration } from '../deploy/resources.ts';
import { KUBERNETES_ANNOTATIONS } from './kubernetesLabels.ts';
import { hiddenValue, OWN_VARIABLES, type RanSpec } from './ranSpec.ts';

/** Reads what a run was started with from its Job or Deployment, as the server has it. Undefined: it has no container. */
export function kubernetesRanSpec(object: unknown): RanSpec | undefined {
  const spec = fieldOf(object, 'spec');
  const pod = fieldOf(spec, 'template', 'spec');
  const [container] = listOf(fieldOf(pod, 'containers'));
  if (container === undefined) return undefined;
  const volumes = new Map(listOf(fieldOf(pod, 'volumes')).map((volume) => [fieldOf(volume, 'name'), volume]));
  const nodes = fieldOf(spec, 'completions');
  const replicas = fieldOf(spec, 'replicas');
  const seconds = fieldOf(pod, 'activeDeadlineSeconds');
  const models = modelsOf(pod);
  return {
    ...environmentOf(listOf(fieldOf(container, 'env'))),
    ...limitsOf(container, volumes),
    mounts: mountsOf(container, volumes),
    ports: listOf(fieldOf(container, 'ports')).map(portOf),
    ...definedOf({
      command: wordsOf(fieldOf(container, 'command')),
      args: wordsOf(fieldOf(container, 'args')),
      workingDir: textOf(fieldOf(container, 'workingDir')),
      user: userOf(fieldOf(pod, 'securityContext')),
      nodes: typeof nodes === 'number' && nodes > 1 ? nodes : undefined,
      replicas: typeof replicas === 'number' ? replicas : undefined,
      timeout: typeof seconds === 'number' ? formatDuration(seconds * 1000) : undefined,
      gpuModels: models.length > 0 ? models : undefined,
      imageDigest: textOf(fieldOf(object, 'metadata', 'annotations', KUBERNETES_ANNOTATIONS.imageDigest)),
    }),
  };
}

function environmentOf(variables: readonly unknown[]): Pick<RanSpec, 'environment' | 'secrets'> {
  const environment = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const variable of variables) {
    const name = textOf(fieldOf(variable, 'name'));
    if (name === undefined || OWN_VARIABLES.has(name)) continue;
    const key = fieldOf(variable, 'valueFrom', 'secretKeyRef');
    const field = textOf(fieldOf(variable, 'valueFrom', 'fieldRef', 'fieldPath'));
    const value = textOf(fieldOf(variable, 'value'));
    if (key !== undefined)
      secrets.set(name, `secret ${String(fieldOf(key, 'name'))}, key ${String(fieldOf(key, 'key'))}`);
    else if (field !== undefined) environment.set(name, `(${field})`);
    else if (value !== undefined && isSecretName(name)) {
      secrets.set(name, hiddenValue());
    } else environment.set(name, asWritten(value ?? ''));
  }
  return { environment, secrets };
}

/** `$$` stands for `$` in an object: see literalWord. */
const asWritten = (text: string): string => text.replaceAll('$$', '$');

function wordsOf(value: unknown): readonly string[] | undefined {
  const words = listOf(value).flatMap((word) => textOf(word) ?? []);
  return words.length > 0 ? words.map(asWritten) : undefined;
}

type Volumes = ReadonlyMap<unknown, unknown>;

function limitsOf(container: unknown, volumes: Volumes): Pick<RanSpec, 'cpu' | 'memory' | 'shm' | 'gpus'> {
  const limits = fieldOf(container, 'resources', 'limits');
  const cpu = parseQuantity(fieldOf(limits, 'cpu'));
  const memory = parseQuantity(fieldOf(limits, 'memory'));
  const gpus = Object.entries(typeof limits === 'object' && limits !== null ? limits : {}).filter(([name]) =>
    gpuResource(name),
  );
  const shm = listOf(fieldOf(container, 'volumeMounts')).find((mount) => fieldOf(mount, 'mountPath') === '/dev/shm');
  const size = parseQuantity(fieldOf(volumes.get(fieldOf(shm, 'name')), 'emptyDir', 'sizeLimit'));
  return definedOf({
    cpu: cpu === undefined ? undefined : formatCpus(cpu),
    memory: memory === undefined ? undefined : formatBytes(memory),
    shm: size === undefined ? undefined : formatBytes(size),
    gpus: gpus.length === 0 ? undefined : gpus.map(([name, count]) => gpuText(name, String(count))).join(', '),
  });
}

/** The plain resource of a whole GPU is what a number alone asks for on Docker. */
function gpuText(name: string, count: string): string {
  return /^(nvidia|amd)\.com\/gpu$/.test(name) ? count : `${count} × ${name}`;
}

/** Values of labels that nodes had to have, without their architecture. */
function modelsOf(pod: unknown): readonly string[] {
  const required = fieldOf(pod, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const values = listOf(fieldOf(required, 'nodeSelectorTerms')).flatMap((term) =>
    listOf(fieldOf(term, 'matchExpressions'))
      .filter((one) => fieldOf(one, 'key') !== 'kubernetes.io/arch')
      .flatMap((one) => listOf(fieldOf(one, 'values')).flatMap((value) => textOf(value) ?? [])),
  );
  return Array.from(new Set(values)).toSorted();
}

function mountsOf(container: unknown, volumes: Volumes): RanSpec['mounts'] {
  return new Map(
    listOf(fieldOf(container, 'volumeMounts')).flatMap((mount) => {
      const path = textOf(fieldOf(mount, 'mountPath'));
      if (path === undefined || path === '/dev/shm') return [];
      const what = sourceOf(volumes.get(fieldOf(mount, 'name')), textOf(fieldOf(mount, 'subPath')));
      return [[path, fieldOf(mount, 'readOnly') === true ? `${what} (read-only)` : what] as const];
    }),
  );
}

function sourceOf(volume: unknown, subPath: string | undefined): string {
  const claim = textOf(fieldOf(volume, 'persistentVolumeClaim', 'claimName'));
  if (claim !== undefined) return subPath === undefined ? `claim ${claim}` : `claim ${claim}, ${subPath}`;
  if (fieldOf(volume, 'emptyDir') === undefined) return 'mount';
  const size = parseQuantity(fieldOf(volume, 'emptyDir', 'sizeLimit'));
  return size === undefined ? 'scratch' : `scratch ${formatBytes(size)}`;
}

function portOf(port: unknown): string {
  return `${String(fieldOf(port, 'containerPort'))}/${(textOf(fieldOf(port, 'protocol')) ?? 'TCP').toLowerCase()}`;
}

function userOf(security: unknown): string | undefined {
  const uid = fieldOf(security, 'runAsUser');
  const gid = fieldOf(security, 'runAsGroup');
  return typeof uid === 'number' ? [uid, gid].filter((id) => typeof id === 'number').join(':') : undefined;
}
