import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterSubject, TreeNode } from '../../domain/base/tree.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import { NO_FILTER } from '../../domain/cluster/clusterFilter.ts';
import { knownOnce } from '../../domain/base/knownOnce.ts';
import { customKindOf } from '../../domain/cluster/customKinds.ts';
import type { ResourceKind, WatchedKind, Workload } from '../../domain/cluster/clusterObject.ts';
import { listOnce } from '../../domain/cluster/listOnce.ts';
import {
  canBePicked,
  isForAnyKind,
  kindsToPick,
  mayBeCustom,
  type Pickable,
  pickRows,
} from '../../domain/cluster/pickRows.ts';
import { tableNodes } from '../../domain/cluster/objectNodes.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { readOnlyFailure } from '../../domain/cluster/protection.ts';
import { isChanging, type RowContext } from '../../domain/cluster/rowContext.ts';
import { chooseCluster, chooseNamespace } from '../shared/choosePlace.ts';
import { placePath, protectionIn } from '../shared/contextProtection.ts';
import { pickLater } from '../shared/pickLater.ts';
import { clusterSubjectOf } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { keyOf, type RecentObjects } from './recentObjects.ts';

/** What is to be done with the object. */
export interface Wish {
  /** As rows name what may be done with them: `canLogs`. */
  readonly action: string;
  readonly title: string;
  /** The action takes all selected rows. */
  readonly takesMany?: boolean;
}

type Choice = QuickPickItem & { readonly subjects?: readonly ClusterSubject[] };

/** Rows of one kind that are offered at most; more are found by narrowing the namespace. */
const TABLE_ROWS = 1000;

/** Lets the user choose what a command of the palette is about: what is selected, what was used last, or any object step by step. */
export async function pickTarget(
  deps: KubernetesDeps,
  recent: RecentObjects,
  wish: Wish,
): Promise<Result<readonly ClusterSubject[]>> {
  const contexts = new Map((await deps.clusters.list()).map(({ id, label }) => [id, label]));
  const near = nearChoices(deps, recent, { wish, contexts });
  if (near.length > 0) {
    const other: Choice = { label: `$(search) ${t('Another object…')}` };
    const separator: Choice = { label: '', kind: QuickPickItemKind.Separator };
    const picked = await window.showQuickPick([...near, separator, other], {
      title: wish.title,
      placeHolder: t('Which object?'),
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (!picked) return fail(CANCELLED);
    if (picked.subjects) return ok(picked.subjects);
  }
  return await pickStepwise(deps, recent, wish);
}

function nearChoices(
  { tree }: KubernetesDeps,
  recent: RecentObjects,
  { wish, contexts }: { readonly wish: Wish; readonly contexts: ReadonlyMap<string, string> },
): readonly Choice[] {
  const fits = (subject: ClusterSubject) => contexts.has(subject.clusterId) && canBePicked(wish.action, subject);
  const selected = tree
    .selectedSubjects()
    .flatMap((subject) => clusterSubjectOf(subject) ?? [])
    .filter(fits);
  const [first] = selected;
  const choices: Choice[] = [];
  const where = (subject: ClusterSubject) => whereText(subject, contexts.get(subject.clusterId) ?? '');
  if (first && (selected.length === 1 || wish.takesMany !== true)) {
    const description = `${t('selected')} · ${where(first)}`;
    choices.push({ label: `$(arrow-right) ${nameOf(first)}`, description, subjects: [first] });
  } else if (first) {
    const label = `$(arrow-right) ${t('The {0} selected rows', selected.length)}`;
    choices.push({ label, description: selected.map(nameOf).join(', '), subjects: selected });
  }
  const chosen = new Set(selected.map(keyOf));
  const recents = recent.all.filter((subject) => fits(subject) && !chosen.has(keyOf(subject)));
  if (recents.length > 0) choices.push({ label: t('used last'), kind: QuickPickItemKind.Separator });
  for (const subject of recents) {
    choices.push({ label: `$(history) ${nameOf(subject)}`, description: where(subject), subjects: [subject] });
  }
  return choices;
}

async function pickStepwise(
  { clusters }: KubernetesDeps,
  recent: RecentObjects,
  wish: Wish,
): Promise<Result<readonly ClusterSubject[]>> {
  const { action, title } = wish;
  const opened = await chooseCluster(
    clusters,
    title,
    recent.all.map(({ clusterId }) => clusterId),
  );
  if (!opened.ok) return opened;
  const cluster = opened.value;
  const { label } = cluster.connection;
  if (isChanging(action) && protectionIn(label) === 'readOnly') return fail(readOnlyFailure(label));
  const isOfCluster = kindsToPick(action).every((kind) => kind === 'nodes');
  const used = recent.all.flatMap((each) =>
    each.clusterId === cluster.connection.id && 'namespace' in each ? (each.namespace ?? []) : [],
  );
  const namespace = isOfCluster ? ok(undefined) : await chooseNamespace(cluster, title, used);
  if (!namespace.ok) return namespace;
  const picked = await pickObject(cluster, namespace.value, wish, recent);
  if (!picked.ok) return picked;
  if (picked.value) return ok([picked.value]);
  const kind = await pickKind(cluster, title);
  return kind.ok ? await pickOfKind(cluster, kind.value, namespace.value, title) : kind;
}

function contextFor({ id, label }: ClusterConnection, namespace: string | undefined): RowContext {
  return {
    clusterId: id,
    now: new Date(),
    filter: { ...NO_FILTER, namespaces: namespace === undefined ? [] : [namespace] },
    isReadOnly: protectionIn(label) === 'readOnly',
  };
}

/** Undefined: one of another kind is wanted. */
async function pickObject(
  cluster: Cluster,
  namespace: string | undefined,
  { action, title }: Wish,
  recent: RecentObjects,
): Promise<Result<ClusterSubject | undefined>> {
  const place = placePath(cluster.connection.label, namespace);
  const context = contextFor(cluster.connection, namespace);
  const used = new Set(recent.all.map(keyOf));
  const isUsed = ({ subjects = [] }: Choice) => subjects.some((subject) => used.has(keyOf(subject)));
  const picked = await pickLater<Choice>(
    async (signal) => {
      const objects = await readObjects(cluster, namespace, action, signal);
      if (!objects.ok) return objects;
      const rows = pickRows(action, objects.value, context).flatMap(choiceOf);
      const others: readonly Choice[] = isForAnyKind(action)
        ? [{ label: `$(symbol-class) ${t('Another kind…')}` }]
        : [];
      if (rows.length + others.length > 0) {
        return ok([...rows.toSorted((a, b) => Number(isUsed(b)) - Number(isUsed(a))), ...others]);
      }
      return fail({
        code: 'not-found',
        message: t('“{0}” fits nothing that is in {1} now.', title, place),
        nextStep: t('Choose another namespace or context.'),
      });
    },
    { title, placeHolder: t('Which object in {0}?', place), matchOnDescription: true },
  );
  return picked.ok ? ok(picked.value.subjects?.[0]) : picked;
}

/** What may not be read is left out; only when that is everything it is a failure. */
async function readObjects(
  { reader }: Cluster,
  namespace: string | undefined,
  action: string,
  signal: AbortSignal,
): Promise<Result<readonly Pickable[]>> {
  const read = await Promise.all(
    kindsToPick(action).map((kind): Promise<Result<readonly Pickable[]>> => {
      if (!hasPickedRows(kind)) return Promise.resolve(ok([]));
      return listOnce(reader, kind, kind === 'nodes' ? undefined : namespace, signal);
    }),
  );
  const failed = read.find((each) => !each.ok);
  if (failed && read.every(({ ok: isOk }) => !isOk)) return failed;
  const custom = mayBeCustom(action) ? await readCustom(reader, namespace, signal) : [];
  return ok([...custom, ...read.flatMap((each) => (each.ok ? each.value : []))]);
}

/** Objects of operators, where their kinds are known and served. */
async function readCustom(
  reader: Cluster['reader'],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly Workload[]> {
  const kinds = await reader.kinds(signal);
  const known = kinds.ok ? kinds.value.filter((kind) => customKindOf(kind) !== undefined) : [];
  const read = await Promise.all(known.map((kind) => knownOnce(reader.watchCustom(kind, namespace), signal)));
  return read.flatMap((each) => (each.ok ? [...each.value.values()] : []));
}

function choiceOf({ label, description, subject }: TreeNode): readonly Choice[] {
  if (!subject || !('clusterId' in subject)) return [];
  const kind = subject.kind === 'pod' ? t('Pod') : '';
  const text = [kind, plainLine(description ?? '')].filter((part) => part !== '').join(' · ');
  return [{ label: plainLine(label), description: text, subjects: [subject] }];
}

async function pickKind({ reader, connection }: Cluster, title: string): Promise<Result<ResourceKind>> {
  const picked = await pickLater<QuickPickItem & { readonly resource: ResourceKind }>(
    async (signal) => {
      const kinds = await reader.kinds(signal);
      if (!kinds.ok) return kinds;
      const items = kinds.value
        .filter(({ verbs }) => verbs === undefined || verbs.includes('list'))
        .map((resource) => ({
          label: resource.kind,
          description: [resource.group, ...(resource.shortNames ?? [])].filter((part) => part !== '').join(' · '),
          resource,
        }));
      return ok(items.toSorted((a, b) => a.label.localeCompare(b.label)));
    },
    { title, placeHolder: t('Which kind of {0}?', connection.label), matchOnDescription: true },
  );
  return picked.ok ? ok(picked.value.resource) : picked;
}

async function pickOfKind(
  { reader, connection }: Cluster,
  resource: ResourceKind,
  namespace: string | undefined,
  title: string,
): Promise<Result<readonly ClusterSubject[]>> {
  const within = resource.isNamespaced ? namespace : undefined;
  const place = placePath(connection.label, within);
  const picked = await pickLater<Choice>(
    async (signal) => {
      const table = await reader.table(resource, within, TABLE_ROWS, signal);
      if (!table.ok) return table;
      const context = contextFor(connection, namespace);
      const rows = tableNodes(resource, table.value, context, 'pick').flatMap(choiceOf);
      if (rows.length > 0) return ok(rows);
      return fail({ code: 'not-found', message: t('There is no {0} in {1}.', resource.kind, place) });
    },
    { title, placeHolder: t('Which {0} in {1}?', resource.kind, place) },
  );
  return picked.ok ? ok(picked.value.subjects ?? []) : picked;
}

function nameOf(subject: ClusterSubject): string {
  return 'name' in subject ? subject.name : subject.clusterId;
}

function whereText(subject: ClusterSubject, context: string): string {
  const kind = subject.kind === 'pod' ? t('Pod') : subject.kind === 'clusterNode' ? t('Node') : '';
  const what = 'resource' in subject ? subject.resource.kind : kind;
  const namespace = 'namespace' in subject ? subject.namespace : undefined;
  return `${what} · ${placePath(context, namespace)}`;
}

/** Quotas, events and devices have no rows that can be picked. */
function hasPickedRows<K extends WatchedKind>(
  kind: K,
): kind is Exclude<K, 'quotas' | 'events' | 'deviceSlices' | 'deviceClaims'> {
  return !['quotas', 'events', 'deviceSlices', 'deviceClaims'].includes(kind);
}
