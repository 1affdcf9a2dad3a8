import { eachAt } from '../../manifest/eachAt.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { NeededKeys } from '../../yaml/keyFilter.ts';
import { KeyPath } from '../../yaml/keyPath.ts';
import { pageOf } from './table/pageOf.ts';
import { type CheckTraits, fieldOf, type RowCheck } from './table/rowCheck.ts';

export const RAY_KINDS = ['ray.io/RayCluster', 'ray.io/RayJob', 'ray.io/RayService', 'ray.io/RayCronJob'];
const ENV = new KeyPath('env.*');
/** Where each kind keeps its cluster. */
const CLUSTERS = [
  ['spec'],
  ['spec', 'rayClusterSpec'],
  ['spec', 'rayClusterConfig'],
  ['spec', 'jobTemplate', 'rayClusterSpec'],
];
const AUTOSCALER_V2 = 'RAY_enable_autoscaler_v2';

/** Every rule asks for the same parts. */
const KNOWN_CLUSTERS = new WeakMap<ManifestObject, readonly YamlValue[]>();
const KNOWN_WORKERS = new WeakMap<YamlValue, readonly YamlValue[]>();
const KNOWN_GROUPS = new WeakMap<YamlValue, readonly YamlValue[]>();
/** Null: it has none. */
const KNOWN_CONTAINERS = new WeakMap<YamlValue, YamlValue | null>();

function clustersOf(object: ManifestObject): readonly YamlValue[] {
  const known = KNOWN_CLUSTERS.get(object);
  if (known) return known;
  const clusters = CLUSTERS.flatMap((path) => object.at(...path) ?? []).filter(
    (cluster) => cluster.isMap && cluster.at('headGroupSpec') !== undefined,
  );
  KNOWN_CLUSTERS.set(object, clusters);
  return clusters;
}

/** A condition of every cluster in an object of any of the kinds. */
export function onCluster(
  run: (cluster: YamlValue, report: Report, object: ManifestObject) => void,
  { needs = [], ...traits }: CheckTraits = {},
): RowCheck {
  const needed = new NeededKeys(needs);
  return {
    ...traits,
    run: (object, report) => {
      if (!object.tree.mayHave(needed)) return;
      for (const cluster of clustersOf(object)) run(cluster, report, object);
    },
  };
}

/** The head and the worker groups. */
export function groupsOf(cluster: YamlValue): readonly YamlValue[] {
  const known = KNOWN_GROUPS.get(cluster);
  if (known) return known;
  const head = fieldOf(cluster, 'headGroupSpec');
  const groups = head?.isMap === true ? [head, ...workersOf(cluster)] : workersOf(cluster);
  KNOWN_GROUPS.set(cluster, groups);
  return groups;
}

export function workersOf(cluster: YamlValue): readonly YamlValue[] {
  const known = KNOWN_WORKERS.get(cluster);
  if (known) return known;
  const workers = (fieldOf(cluster, 'workerGroupSpecs')?.items() ?? []).filter((group) => group.isMap);
  KNOWN_WORKERS.set(cluster, workers);
  return workers;
}

/** The container that runs Ray: always the first. */
export function rayContainer(group: YamlValue | undefined): YamlValue | undefined {
  if (!group) return undefined;
  const known = KNOWN_CONTAINERS.get(group);
  if (known !== undefined) return known ?? undefined;
  const container = group.at('template', 'spec', 'containers', 0);
  KNOWN_CONTAINERS.set(group, container ?? null);
  return container;
}

/** A variable of a container. */
export function envOf(container: YamlValue | undefined, name: string): YamlValue | undefined {
  let found: YamlValue | undefined;
  eachAt(container, ENV, (entry) => {
    if (entry.at('name')?.text === name) found ??= entry;
  });
  return found;
}

export function isAutoscaled(cluster: YamlValue): boolean | undefined {
  const value = fieldOf(cluster, 'enableInTreeAutoscaling');
  return value ? value.boolean : false;
}

/** Switched on by the field or by the variable of the head; undefined where one of them is not known. */
export function isAutoscalerV2(cluster: YamlValue): boolean | undefined {
  const version = cluster.at('autoscalerOptions', 'version');
  if (version) return version.text === undefined ? undefined : version.text === 'v2';
  const entry = envOf(rayContainer(fieldOf(cluster, 'headGroupSpec')), AUTOSCALER_V2);
  const value = entry?.at('value');
  return entry === undefined
    ? false
    : value?.text === undefined
      ? undefined
      : value.text === '1' || value.text === 'true';
}

/** `2.52.0` as numbers; undefined where it is none. */
export function versionOf(text: string | undefined): readonly number[] | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch ?? 0)];
}

export function isBefore(version: readonly number[], other: readonly number[]): boolean {
  const at = version.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0);
}

export const REFUSED = 'The operator refuses it: an event is written, and no pod is made.';

export const rayPage = pageOf({
  source: 'KubeRay, ray-operator/controllers/ray/utils/validation.go.',
  good: `apiVersion: ray.io/v1
kind: RayCluster
metadata:
  name: ray
  namespace: team-a
spec:
  rayVersion: 2.56.0
  enableInTreeAutoscaling: true
  autoscalerOptions:
    version: v2
    idleTimeoutSeconds: 60
  gcsFaultToleranceOptions:
    redisAddress: redis:6379
  headGroupSpec:
    rayStartParams:
      num-cpus: "0"
    template:
      spec:
        containers:
          - name: ray-head
            image: rayproject/ray:2.56.0
            env:
              - name: LOG_LEVEL
                value: info
              - name: MODE
                value: test
            resources:
              requests:
                cpu: 2
                memory: 8Gi
              limits:
                cpu: 2
                memory: 8Gi
  workerGroupSpecs:
    - groupName: gpu
      replicas: 1
      minReplicas: 1
      maxReplicas: 4
      rayStartParams: {}
      template:
        spec:
          containers:
            - name: ray-worker
              image: rayproject/ray:2.56.0
              resources:
                requests:
                  cpu: 8
                  memory: 32Gi
                limits:
                  cpu: 8
                  memory: 32Gi
`,
});
