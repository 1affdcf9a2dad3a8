import type { LiveCluster, LiveNames, LiveObject, LiveQuestion, WaitingObject } from '../domain/cluster/liveCluster.ts';
import type { KeptSchemas } from '../domain/cluster/schemaStore.ts';
import { type Check, isArrayOf, isOptional, isShape, isString } from './checks.ts';

/** Notification to the server: what the clusters have that the user is connected to, as a list of `LiveCluster`. */
export const LIVE_CLUSTERS = 'trainyard/liveClusters';

/** Notification to the client: what open manifests want to know of clusters, as a `LiveQuestion`. */
export const LIVE_QUESTION = 'trainyard/liveQuestion';

/** Notification to the server: where schemas of a cluster are kept, as `KeptSchemas`. */
export const CLUSTER_SCHEMAS = 'trainyard/clusterSchemas';

const isStrings = isArrayOf(isString);

const isNames: Check<LiveNames> = isShape<LiveNames>({
  groupKind: isString,
  namespace: isOptional(isString),
  names: isStrings,
});

const isObject: Check<LiveObject> = isShape<LiveObject>({
  apiVersion: isString,
  kind: isString,
  namespace: isOptional(isString),
  name: isString,
});

const isWaiting: Check<WaitingObject> = isShape<WaitingObject>({
  apiVersion: isString,
  kind: isString,
  namespace: isString,
  name: isString,
  plural: isString,
});

export const isLiveClusters: Check<readonly LiveCluster[]> = isArrayOf(
  isShape<LiveCluster>({
    clusterId: isString,
    context: isString,
    namespace: isString,
    version: isString,
    staleSince: isOptional(isString),
    namespaces: isStrings,
    names: isArrayOf(isNames),
    labels: isArrayOf(isShape<LiveCluster['labels'][number]>({ key: isString, values: isStrings })),
    resources: isStrings,
    waiting: isArrayOf(isWaiting),
  }),
);

export const isLiveQuestion: Check<LiveQuestion> = isShape<LiveQuestion>({
  namespaces: isStrings,
  objects: isArrayOf(isObject),
  apiVersions: isStrings,
});

export const isKeptSchemas: Check<KeptSchemas> = isShape<KeptSchemas>({
  context: isString,
  version: isString,
  files: isStrings,
});
