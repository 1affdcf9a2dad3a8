import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { openClaim } from './claimFiles.ts';
import { KubeControl } from './clusterControl.ts';
import { KubeClusterReader } from './clusterReader.ts';
import { Discovery } from './discovery.ts';
import { type GpuUseOptions, GpuUseWatches } from './gpuUseWatch.ts';
import { HelmReleases } from './helmReleases.ts';
import type { KubeContext } from './kubeconfig.ts';
import { OpenApi } from './openApi.ts';
import { openTransport } from './openTransport.ts';
import type { PluginPool } from './pluginCredentials.ts';
import { podExec } from './podExec.ts';
import { PodFiles } from './podFiles.ts';
import { PodFileSystem } from './podFileSystem.ts';
import { PodLogSource } from './podLogs.ts';
import { PodShells } from './podShell.ts';
import { PodPortForwarder } from './portForward.ts';

export interface ClusterOptions {
  /** Runs credential plugins, for all clusters, once the user has allowed it. Absent: none is run. */
  readonly plugins?: PluginPool;
  readonly clock?: Clock;
  /** For proxies; asked for every connection. Absent: that of this process. */
  readonly environment?: () => Readonly<Record<string, string | undefined>>;
  readonly gpuUse?: GpuUseOptions;
}

const USUAL_GPU_USE: GpuUseOptions = { prometheus: () => undefined, isLookedAt: () => true };

/** Where contexts are read from, as their files have them now. */
export interface ContextSource {
  contextOf(id: string): Promise<Result<KubeContext>>;
}

/**
 * Everything that can be done with the cluster of a context, over one pool of connections. Contacts nobody by itself. Failures: `not-found`
 * when the context is gone, `invalid` and `unsupported` when it cannot be used as it is written.
 */
export async function openCluster(
  contexts: ContextSource,
  connection: ClusterConnection,
  { plugins, clock = systemClock, environment = () => process.env, gpuUse = USUAL_GPU_USE }: ClusterOptions = {},
): Promise<Result<Cluster>> {
  const reload = (): Promise<Result<KubeContext>> => contexts.contextOf(connection.id);
  const context = await reload();
  if (!context.ok) return context;
  const opened = openTransport(context.value, {
    reload,
    clock,
    environment,
    ...(plugins === undefined ? {} : { plugins }),
  });
  if (!opened.ok) return opened;
  const transport = opened.value;
  const store = new DisposableStore();
  store.add(transport);
  const discovery = new Discovery(transport, clock);
  // Watches end before the connections that they use.
  const reader = store.add(new KubeClusterReader(transport, discovery, clock));
  const uses = store.add(new GpuUseWatches(transport, gpuUse, clock));
  return ok({
    connection,
    reader,
    control: new KubeControl(transport, discovery),
    releases: new HelmReleases(transport),
    openApi: new OpenApi(transport),
    logs: new PodLogSource(transport, clock),
    shells: new PodShells(transport),
    files: new PodFiles(transport),
    fileSystem: (container) => new PodFileSystem(transport, container),
    forwards: new PodPortForwarder(transport, clock),
    watchGpuUse: () => uses.watch(),
    openClaim: (request, signal) => openClaim(transport, request, signal),
    run: (container, command, signal) => podExec(transport, container, command, signal),
    dispose: () => store.dispose(),
  });
}
