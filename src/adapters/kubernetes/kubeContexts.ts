import { access } from 'node:fs/promises';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { clusterAddressOf } from './clusterAddress.ts';
import type { KubeCluster, KubeContext, KubeUser } from './kubeconfig.ts';
import { type ContextEntry, type Entry, type ParsedKubeconfig, placed } from './kubeconfigText.ts';

const NOBODY: KubeUser = { name: '' };
const NOWHERE: KubeCluster = { name: '', server: '', isInsecure: false, isCompressionDisabled: false };

/**
 * The contexts of files, in the order in which kubectl looks at them. The first `merged` files are one configuration: contexts may name
 * clusters and users of each other's, and the first `current-context` counts. The others stand each for itself.
 *
 * Where two files of a configuration have a cluster or user of the same name the first one counts, as for kubectl, even for a context of the
 * second file: what is done here must never go to another cluster than the same context in a terminal.
 */
export async function contextsOf(files: readonly ParsedKubeconfig[], merged: number): Promise<readonly KubeContext[]> {
  const group = files.slice(0, merged);
  const current = group.find(({ currentContext }) => currentContext !== undefined)?.currentContext;
  const count = new Map<string, number>();
  for (const { contexts } of files) for (const name of contexts.keys()) count.set(name, (count.get(name) ?? 0) + 1);

  let hasCurrent = false;
  const found: Promise<KubeContext>[] = [];
  for (const [index, file] of files.entries()) {
    const searched = index < merged ? group : [file];
    for (const [name, entry] of file.contexts) {
      const isCurrent: boolean = !hasCurrent && index < merged && name === current;
      hasCurrent ||= isCurrent;
      const id = (count.get(name) ?? 0) > 1 ? `kube:${name}:${file.path}` : `kube:${name}`;
      found.push(contextOf({ name, entry, id, isCurrent }, file, searched));
    }
  }
  return Promise.all(found);
}

interface Named {
  readonly name: string;
  readonly entry: Entry<ContextEntry>;
  readonly id: string;
  readonly isCurrent: boolean;
}

async function contextOf(
  named: Named,
  file: ParsedKubeconfig,
  files: readonly ParsedKubeconfig[],
): Promise<KubeContext> {
  const { entry, name } = named;
  const cluster = placeOf(files, ({ clusters }) => clusters.get(entry.value.cluster));
  // As kubectl has it, a context may do without a user.
  const user = placeOf(files, ({ users }) => users.get(entry.value.user));
  const missed = missing(file.path, entry, cluster !== undefined, user !== undefined);
  const problem = entry.problem ?? missed ?? (await unusable(cluster, user));
  return {
    connection: {
      id: named.id,
      label: plainLine(name),
      cluster: entry.value.cluster,
      user: entry.value.user,
      server: cluster?.entry.value.server ?? '',
      namespace: entry.value.namespace,
      path: file.path,
      isCurrent: named.isCurrent,
      isInsecure: cluster?.entry.value.isInsecure ?? false,
      ...(files.length > 1 ? { mergedFiles: files.map(({ path }) => path) } : {}),
      ...(problem === undefined ? {} : { problem }),
    },
    cluster: cluster?.entry.value ?? NOWHERE,
    user: user?.entry.value ?? NOBODY,
  };
}

interface Placed<T> {
  readonly path: string;
  readonly entry: Entry<T>;
}

function placeOf<T>(
  files: readonly ParsedKubeconfig[],
  look: (file: ParsedKubeconfig) => Entry<T> | undefined,
): Placed<T> | undefined {
  for (const file of files) {
    const entry = look(file);
    if (entry) return { path: file.path, entry };
  }
  return undefined;
}

function missing(path: string, { value, line }: Entry<ContextEntry>, hasCluster: boolean, hasUser: boolean) {
  if (value.cluster === '') return placed(path, line, t('The context names no cluster'));
  if (!hasCluster) return placed(path, line, t('The cluster {0} of this context is not there', value.cluster));
  if (value.user !== '' && !hasUser)
    return placed(path, line, t('The user {0} of this context is not there', value.user));
  return undefined;
}

async function unusable(
  cluster: Placed<KubeCluster> | undefined,
  user: Placed<KubeUser> | undefined,
): Promise<string | undefined> {
  return (
    cluster?.entry.problem ??
    user?.entry.problem ??
    (cluster && wrongAddress(cluster)) ??
    (cluster && (await missingFile(cluster, clusterFiles(cluster.entry.value)))) ??
    (user && (await missingFile(user, userFiles(user.entry.value))))
  );
}

function wrongAddress({ path, entry }: Placed<KubeCluster>): string | undefined {
  const address = clusterAddressOf(entry.value.server);
  return address.ok ? undefined : placed(path, entry.line, address.failure.message);
}

const clusterFiles = ({ caData, caFile }: KubeCluster): readonly (string | undefined)[] => [
  caData ? undefined : caFile,
];

const userFiles = (user: KubeUser): readonly (string | undefined)[] => [
  user.certData ? undefined : user.certFile,
  user.keyData ? undefined : user.keyFile,
  user.tokenFile,
];

async function missingFile({ path, entry }: Placed<unknown>, files: readonly (string | undefined)[]) {
  for (const file of files) {
    if (file !== undefined && !(await isThere(file))) {
      return placed(path, entry.line, t('The file {0} is not there or cannot be read', file));
    }
  }
  return undefined;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Whatever the reason is, connecting would tell it; a row only says that it would not work.
    return false;
  }
}
