import type { Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { EngineConnection } from '../engines/engine.ts';
import type { ClusterConnection } from './clusterConnection.ts';
import type { Node } from './clusterObject.ts';

/**
 * A cluster on this machine. `load`: its own program brings an image from the engine to the nodes · `shared`: the nodes run what the engine has.
 */
export type LocalCluster =
  | { readonly way: 'load'; readonly program: 'kind' | 'k3d' | 'minikube'; readonly name: string }
  | { readonly way: 'shared'; readonly product: string };

const PROFILE_LABEL = 'minikube.k8s.io/name';
/** Nodes that are the machine of the engine itself. */
const SHARED: ReadonlyMap<string, string> = new Map([
  ['docker-desktop', 'Docker Desktop'],
  ['lima-rancher-desktop', 'Rancher Desktop'],
]);

/** What the names that these programs give to contexts and nodes tell; undefined: it may be anywhere. */
export function localCluster(
  { label, server }: Pick<ClusterConnection, 'label' | 'server'>,
  nodes: readonly Pick<Node, 'meta' | 'containerRuntime'>[] = [],
): LocalCluster | undefined {
  const profile = nodes.map(({ meta }) => meta.labels.get(PROFILE_LABEL)).find((name) => name !== undefined);
  if (profile !== undefined && profile !== '') return { way: 'load', program: 'minikube', name: profile };
  if (!isHere(server)) return undefined;
  const [, program, name] = /^(kind|k3d)-(.+)$/.exec(label) ?? [];
  if (name !== undefined && (program === 'kind' || program === 'k3d')) return { way: 'load', program, name };
  const [first] = nodes;
  const product = first && SHARED.get(first.meta.name);
  // With containerd the nodes have a store of images of their own.
  return product !== undefined && first?.containerRuntime.startsWith('docker://') === true
    ? { way: 'shared', product }
    : undefined;
}

function isHere(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const { hostname } = new URL(server);
  return /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|host\.docker\.internal|kubernetes\.docker\.internal)$/.test(
    hostname,
  );
}

/** A program with its arguments, and with the variables that lead it to the engine that has the image. */
export interface LoadCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/** Runs it; every line of the program is reported. */
export type LoadImage = (
  command: LoadCommand,
  onLine: (line: string) => void,
  signal: AbortSignal,
) => Promise<Result<void>>;

/** Names are arguments of their own behind `--`, or stand behind `=`: none of them can be read as an option. */
export function loadCommand(
  { program, name }: Extract<LocalCluster, { readonly way: 'load' }>,
  reference: string,
  engine: EngineConnection,
): LoadCommand {
  const args = {
    kind: ['load', 'docker-image', `--name=${name}`, '--', reference],
    k3d: ['image', 'import', `--cluster=${name}`, '--', reference],
    minikube: ['image', 'load', `--profile=${name}`, '--', reference],
  }[program];
  return { program, args, environment: environmentOf(engine) };
}

/** As the docker command line is told which engine is meant. */
function environmentOf({ source, label, endpoint }: EngineConnection): ReadonlyMap<string, string> {
  if (source === 'context') return new Map([['DOCKER_CONTEXT', label]]);
  switch (endpoint.kind) {
    case 'unix':
      return new Map([['DOCKER_HOST', `unix://${endpoint.path}`]]);
    case 'npipe':
      return new Map([['DOCKER_HOST', `npipe://${endpoint.path}`]]);
    case 'tcp':
      return endpoint.tls ? new Map() : new Map([['DOCKER_HOST', `tcp://${endpoint.host}:${endpoint.port}`]]);
    case 'ssh':
    case 'invalid':
    default:
      return new Map();
  }
}

export function localClusterText(local: LocalCluster): string {
  return local.way === 'shared' ? local.product : t('{0} cluster {1}', local.program, local.name);
}
