import { definedOf } from '../base/defined.ts';
import { checkNode } from './checkNode.ts';
import { checkReferences } from './checkReferences.ts';
import { parseDuration } from './resources.ts';
import { childrenOf, integerAt, itemsOf, mapAt, textAt, wordsAt } from './nodeValues.ts';
import { readImage } from './readImage.ts';
import { readParameters } from './readParameters.ts';
import { readMounts, readOutputs, readPorts } from './readPlaces.ts';
import { readServing } from './readServing.ts';
import { readResources } from './readResources.ts';
import type {
  HealthSpec,
  KubernetesKind,
  RunSpec,
  SecretSpec,
  ServeSpec,
  Spec,
  TargetSpec,
  TrackingSpec,
  WorkloadSpec,
} from './spec.ts';
import type { RecordShape } from './shape.ts';
import type { SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';
import type { SpecProblem } from './specProblem.ts';
import { MOST_PROBLEMS } from './specProblem.ts';
import { specShape } from './specShape.ts';
import { trackingPlace } from './trackingPlace.ts';

export interface SpecReading {
  /** Only there when there are no problems. */
  readonly spec?: Spec;
  /** All of them, in file order. */
  readonly problems: readonly SpecProblem[];
}

/**
 * Reads a parsed `trainyard.yaml`. Checks first, against `specShape` and then across fields; what has passed is turned into types, so the
 * functions below may take every value for granted. Never throws, whatever the value is.
 */
export function readSpecNode(node: SpecNode, shape: RecordShape = specShape()): SpecReading {
  const problems = [...checkNode(node, shape), ...checkReferences(node)];
  if (problems.length === 0) return { spec: toSpec(node), problems };
  return { problems: problems.toSorted((a, b) => a.span.start - b.span.start).slice(0, MOST_PROBLEMS) };
}

function toSpec(node: SpecNode): Spec {
  const name = textAt(node, 'name');
  const workloads = childrenOf(fieldOf(node, 'workloads')).map(
    ([key, value]) => [key, toWorkload(key, value)] as const,
  );
  const targets = childrenOf(fieldOf(node, 'targets')).map(([key, value]) => [key, toTarget(key, value)] as const);
  return {
    version: 1,
    ...(name === undefined ? {} : { name }),
    workloads: new Map(workloads),
    targets: new Map(targets),
  };
}

function toWorkload(name: string, node: SpecNode): WorkloadSpec {
  const base = toBase(name, node);
  return textAt(node, 'kind') === 'serve' ? toServe(base, node) : toRun(base, node);
}

type Base = Omit<RunSpec, 'kind' | 'nodes' | 'processesPerNode' | 'outputs' | 'retries' | 'timeoutMs' | 'checkpoint'>;

function toBase(name: string, node: SpecNode): Base {
  const mounts = readMounts(fieldOf(node, 'mounts'));
  const command = toCommand(fieldOf(node, 'command'));
  const workingDir = textAt(node, 'workingDir');
  const target = textAt(node, 'target');
  const network = textAt(node, 'network');
  const tracking = toTracking(fieldOf(node, 'tracking'));
  const writesHere =
    readOutputs(fieldOf(node, 'outputs')).length > 0 ||
    trackingPlace(tracking)?.kind === 'local' ||
    mounts.some((mount) => (mount.kind === 'workspace' || mount.kind === 'folder') && !mount.isReadOnly);
  return {
    name,
    image: readImage(node),
    ...(command === undefined ? {} : { command }),
    args: wordsAt(node, 'args'),
    ...(workingDir === undefined ? {} : { workingDir }),
    parameters: readParameters(fieldOf(node, 'parameters')),
    environment: mapAt(node, 'env'),
    environmentFiles: wordsAt(node, 'envFiles'),
    secrets: childrenOf(fieldOf(node, 'secrets')).map(([variable, value]) => toSecret(variable, value)),
    resources: readResources(fieldOf(node, 'resources')),
    mounts,
    ports: readPorts(fieldOf(node, 'ports')),
    ...(tracking === undefined ? {} : { tracking }),
    ...(target === undefined ? {} : { target }),
    user: toUser(textAt(node, 'user') ?? (writesHere ? 'host' : 'image')),
    ...(network === undefined ? {} : { network }),
  };
}

function toRun(base: Base, node: SpecNode): RunSpec {
  const timeout = textAt(node, 'timeout');
  const parsed = timeout === undefined ? undefined : parseDuration(timeout);
  const checkpoint = textAt(node, 'checkpoint');
  return {
    ...base,
    kind: 'run',
    nodes: integerAt(node, 'nodes') ?? 1,
    processesPerNode: integerAt(node, 'processesPerNode') ?? 1,
    outputs: readOutputs(fieldOf(node, 'outputs')),
    retries: integerAt(node, 'retries') ?? 0,
    ...(parsed?.ok ? { timeoutMs: parsed.value } : {}),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}

function toServe(base: Base, node: SpecNode): ServeSpec {
  const health = fieldOf(node, 'health');
  const firstPort = base.ports[0]?.containerPort ?? 0;
  return {
    ...base,
    kind: 'serve',
    replicas: integerAt(node, 'replicas') ?? 1,
    ...(health === undefined ? {} : { health: toHealth(health, firstPort) }),
    ...readServing(node),
  };
}

/** A single text is for the shell. `"$@"` hands the words of `args` and of the parameters on to it. */
function toCommand(node: SpecNode | undefined): readonly string[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'list') return node.kind === 'map' ? undefined : ['/bin/sh', '-c', `${node.text} "$@"`, 'sh'];
  const words = itemsOf(node);
  return words.length === 0 ? undefined : words;
}

function toUser(text: string): RunSpec['user'] {
  if (text === 'host' || text === 'image') return text;
  const [uid, gid] = text.split(':').map(Number);
  return { uid: uid ?? 0, gid: gid ?? uid ?? 0 };
}

function toSecret(variable: string, node: SpecNode): SecretSpec {
  const environment = textAt(node, 'env');
  if (environment !== undefined) return { variable, from: { kind: 'environment', variable: environment } };
  const path = textAt(node, 'file');
  if (path !== undefined) return { variable, from: { kind: 'file', path } };
  const secret = textAt(node, 'secret') ?? '';
  return { variable, from: { kind: 'kubernetes', secret, key: textAt(node, 'key') ?? variable } };
}

function toTracking(node: SpecNode | undefined): TrackingSpec | undefined {
  const tracker = textAt(node, 'tracker');
  if (tracker !== 'mlflow' && tracker !== 'dagshub' && tracker !== 'neptune' && tracker !== 'none') return undefined;
  const uri = textAt(node, 'uri');
  const experiment = textAt(node, 'experiment');
  return { tracker, ...(uri === undefined ? {} : { uri }), ...(experiment === undefined ? {} : { experiment }) };
}

function toHealth(node: SpecNode, firstPort: number): HealthSpec {
  const path = textAt(node, 'http');
  const duration = (name: string, standard: number) => {
    const parsed = parseDuration(textAt(node, name) ?? '');
    return parsed.ok ? parsed.value : standard;
  };
  return {
    check:
      path === undefined
        ? { kind: 'command', command: wordsAt(node, 'command') }
        : { kind: 'http', path, port: integerAt(node, 'port') ?? firstPort },
    intervalMs: duration('interval', 10_000),
    timeoutMs: duration('timeout', 5000),
    retries: integerAt(node, 'retries') ?? 3,
    startPeriodMs: duration('startPeriod', 30_000),
  };
}

function toTarget(name: string, node: SpecNode): TargetSpec {
  const kubernetes = fieldOf(node, 'kubernetes');
  const context = textAt(kubernetes ?? fieldOf(node, 'docker'), 'context');
  const where = { name, ...(context === undefined ? {} : { context }) };
  if (kubernetes === undefined) return { kind: 'docker', ...where };
  const namespace = textAt(kubernetes, 'namespace');
  const create = toKubernetesKind(textAt(kubernetes, 'create'));
  const keep = parseDuration(textAt(kubernetes, 'keep') ?? '');
  return {
    kind: 'kubernetes',
    ...where,
    ...definedOf({
      pullSecrets: fieldOf(kubernetes, 'pullSecrets') && wordsAt(kubernetes, 'pullSecrets'),
      serviceAccount: textAt(kubernetes, 'serviceAccount'),
      priorityClass: textAt(kubernetes, 'priorityClass'),
      queue: textAt(kubernetes, 'queue'),
      keepMs: keep.ok ? keep.value : undefined,
    }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(create === undefined ? {} : { create }),
  };
}

function toKubernetesKind(text: string | undefined): KubernetesKind | undefined {
  return KUBERNETES_KINDS.find((kind) => kind === text);
}

const KUBERNETES_KINDS: readonly KubernetesKind[] = [
  'Job',
  'Deployment',
  'TrainJob',
  'PyTorchJob',
  'RayJob',
  'InferenceService',
];
