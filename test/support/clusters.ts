import { ok } from '../../src/domain/base/failure.ts';
import type { ClusterConnection } from '../../src/domain/cluster/clusterConnection.ts';
import { ClusterHub } from '../../src/domain/cluster/clusterHub.ts';
import type { WatchedKind } from '../../src/domain/cluster/clusterObject.ts';
import type { GpuUse } from '../../src/domain/cluster/gpuUse.ts';
import type { Cluster, ClusterReader, Objects } from '../../src/domain/cluster/ports.ts';
import { ManualWatched } from './engines.ts';

export function aContext(facts: Partial<ClusterConnection> = {}): ClusterConnection {
  const label = facts.label ?? 'lab';
  return {
    id: `kube:${label}`,
    label,
    cluster: 'lab',
    user: 'ada',
    server: 'https://lab.example:6443',
    namespace: 'team-a',
    path: '/home/ada/.kube/config',
    isCurrent: true,
    isInsecure: false,
    ...facts,
  };
}

/** What was asked of the stand-in, and the watches to set. */
export interface ClusterStage {
  readonly hub: ClusterHub;
  /** `cluster kind namespace`, in the order of asking. */
  readonly asked: string[];
  readonly disposed: string[];
  /** Watches of the use of GPUs, in the order of asking. */
  readonly gpuUses: readonly ManualWatched<GpuUse>[];
  readonly watched: <K extends WatchedKind>(key: string) => ManualWatched<Objects<K>>;
}

/** A hub whose clusters answer what a test sets. The real adapters are proven in test/real/kubernetes. */
export function clusterStage(
  connections: readonly ClusterConnection[] = [aContext()],
  {
    reader = {},
    releases = {},
    mayConnect = () => true,
  }: {
    readonly reader?: Partial<ClusterReader>;
    readonly releases?: Partial<Cluster['releases']>;
    readonly mayConnect?: () => boolean;
  } = {},
): ClusterStage {
  const asked: string[] = [];
  const disposed: string[] = [];
  const gpuUses: ManualWatched<GpuUse>[] = [];
  const watches = new Map<string, ManualWatched<never>>();
  const hub = new ClusterHub({
    mayConnect,
    loadCatalog: async () => ({
      list: async () => connections,
      problems: [],
      onDidChange: () => ({ dispose: () => undefined }),
      dispose: () => undefined,
    }),
    open: async (connection) => {
      const watch = (kind: WatchedKind, namespace: string | undefined) => {
        const key = [connection.label, kind, namespace ?? '*'].join(' ');
        asked.push(key);
        const made = new ManualWatched<never>();
        watches.set(key, made);
        return made;
      };
      const cluster = {
        connection,
        reader: {
          watch,
          info: async () => ok({ version: 'v1.34.4', platform: 'linux/amd64' }),
          kinds: async () => ok([]),
          ...reader,
        },
        releases,
        watchGpuUse: () => {
          const made = new ManualWatched<GpuUse>();
          gpuUses.push(made);
          return made;
        },
        dispose: () => disposed.push(connection.label),
      };
      // Only what these tests call is there.
      return ok(cluster as unknown as Cluster);
    },
  });
  return {
    hub,
    asked,
    disposed,
    gpuUses,
    watched: (key) => {
      const found = watches.get(key);
      if (!found) throw new Error(`nobody watches ${key}; watched: ${asked.join(', ')}`);
      return found as never;
    },
  };
}
