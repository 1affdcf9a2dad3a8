import { formatAge, formatBytes } from '../base/format.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { ClusterSubject, TreeNode } from '../base/tree.ts';
import type { Claim, ClusterEvent, ObjectMeta, ObjectTable, Quota, ResourceKind, Service } from './clusterObject.ts';
import { CLAIM_KIND, QUOTA_KIND, SERVICE_KIND } from './knownKinds.ts';
import { type ObjectHealth, shortLine, terminatingHealth } from './objectHealth.ts';
import { actionsOf, type RowContext } from './rowContext.ts';

const PLAIN = ['canDescribe', 'canShowYaml', 'canEditYaml', 'canEvents', 'canCopyName', 'canDelete'];

interface Face {
  readonly resource: ResourceKind;
  readonly meta: Pick<ObjectMeta, 'name' | 'namespace'>;
  readonly state?: ObjectHealth | undefined;
  readonly parts: readonly (string | undefined)[];
  readonly icon: string;
  readonly more?: readonly string[];
  readonly tooltip?: string;
}

/** The row of an object of any kind. */
export function objectRow(face: Face, context: RowContext, parentId: string): TreeNode {
  const { resource, meta, state, parts, icon, more = [], tooltip } = face;
  const { name, namespace } = meta;
  const shownNamespace = context.filter.namespaces.length === 1 ? undefined : namespace;
  const description = [state?.text, ...parts, shownNamespace]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
  const subject = {
    kind: 'clusterObject',
    clusterId: context.clusterId,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  } as const;
  return {
    id: `${parentId}/${resource.plural}.${resource.group}/${namespace ?? ''}/${name}`,
    label: name,
    description,
    icon,
    ...(state ? { health: state.health } : {}),
    ...(tooltip === undefined ? {} : { tooltip }),
    spoken: t('{0} {1}, {2}', resource.kind, name, description),
    actions: actionsOf(context, 'kubeObject', { namespace, can: [...PLAIN, ...more] }),
    subject,
    open: { command: 'trainyard.clusters.describe', args: [subject] },
  };
}

/** A claim: bound or why not, size, class, how it may be mounted. */
export function claimHealth(claim: Claim): ObjectHealth {
  const terminating = terminatingHealth(claim.meta);
  if (terminating) return terminating;
  if (claim.phase === 'Bound') return { health: 'ok', text: t('bound') };
  if (claim.phase === 'Lost') return { health: 'failed', text: t('lost: its volume is gone') };
  return claim.phase === 'Pending'
    ? { health: 'queued', text: t('not bound yet') }
    : { health: 'unknown', text: claim.phase === '' ? t('not known') : claim.phase };
}

export function claimNode(claim: Claim, context: RowContext, parentId: string): TreeNode {
  const size = formatBytes(claim.capacityBytes ?? claim.requestedBytes);
  return objectRow(
    {
      resource: CLAIM_KIND,
      meta: claim.meta,
      state: claimHealth(claim),
      parts: [
        size,
        claim.storageClass,
        claim.accessModes.map(shortMode).join(', '),
        formatAge(claim.meta.createdAt, context.now),
      ],
      icon: 'database',
      more: ['canBrowse', 'canBrowseFiles'],
    },
    context,
    parentId,
  );
}

/** As kubectl shortens them. */
function shortMode(mode: string): string {
  const short = new Map([
    ['ReadWriteOnce', 'RWO'],
    ['ReadOnlyMany', 'ROX'],
    ['ReadWriteMany', 'RWX'],
    ['ReadWriteOncePod', 'RWOP'],
  ]);
  return short.get(mode) ?? mode;
}

export function serviceNode(service: Service, context: RowContext, parentId: string): TreeNode {
  const ports = service.ports.map(({ port, targetPort }) =>
    String(port) === targetPort ? String(port) : `${port}→${targetPort}`,
  );
  const canForward = service.ports.length > 0 && service.selector.size > 0;
  return objectRow(
    {
      resource: SERVICE_KIND,
      meta: service.meta,
      parts: [
        service.clusterIp === 'None' ? t('headless') : service.type,
        ports.length === 0 ? undefined : t('port {0}', ports.join(', ')),
        formatAge(service.meta.createdAt, context.now),
      ],
      icon: 'plug',
      more: canForward ? ['canForward'] : [],
    },
    context,
    parentId,
  );
}

export function quotaNode(quota: Quota, context: RowContext, parentId: string): TreeNode {
  const uses = Array.from(quota.hard, ([name, hard]) => ({ name, hard, used: quota.used.get(name) ?? 0 }));
  const full = uses.filter(({ hard, used }) => used >= hard && hard > 0);
  const show = ({ name, hard, used }: (typeof uses)[number]) =>
    t('{0}: {1} of {2} used', name, amount(name, used), amount(name, hard));
  const state: ObjectHealth | undefined =
    full.length === 0
      ? undefined
      : { health: 'warning', text: t('used up: {0}', full.map(({ name }) => name).join(', ')) };
  const gpus = uses.filter(({ name }) => /gpu|mig-/.test(name)).map(show);
  return objectRow(
    {
      resource: QUOTA_KIND,
      meta: quota.meta,
      state,
      parts: gpus,
      icon: 'dashboard',
      tooltip: uses.map(show).join('\n'),
    },
    context,
    parentId,
  );
}

/** An amount of a quota as people read it: bytes for memory and storage, a plain number for the rest. */
export function amount(name: string, value: number): string {
  return /memory|storage/.test(name) && !name.startsWith('count/')
    ? formatBytes(value)
    : String(Math.round(value * 1000) / 1000);
}

export function eventNode(event: ClusterEvent, context: RowContext, parentId: string): TreeNode {
  const { about, reason, message, count, lastSeen, type } = event;
  const { clusterId, now } = context;
  const description = [
    shortLine(message),
    `${about.kind} ${about.name}`,
    count > 1 ? t('{0} times', count) : undefined,
    formatAge(lastSeen, now),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
  const subject: ClusterSubject | undefined =
    about.kind === 'Pod' ? { kind: 'pod', clusterId, namespace: about.namespace ?? '', name: about.name } : undefined;
  return {
    id: `${parentId}/event/${event.meta.uid}`,
    label: reason,
    description,
    ...(type === 'Warning' ? { health: 'warning' } : { icon: 'info' }),
    tooltip: [`${about.kind} ${about.namespace ?? ''}/${about.name}`, message, event.from].join('\n'),
    spoken: t('{0}, {1}', type === 'Warning' ? t('Warning') : t('Event'), `${reason}, ${description}`),
    ...(subject ? { subject, open: { command: 'trainyard.clusters.describe', args: [subject] } } : {}),
    actions: subject ? ['ofCluster', 'event', 'canDescribe', 'canCopyName'] : ['ofCluster', 'event'],
  };
}

/** Rows of any kind in the server's own columns; name and age are shown elsewhere. */
export function tableNodes(
  resource: ResourceKind,
  table: ObjectTable,
  context: RowContext,
  parentId: string,
): readonly TreeNode[] {
  const shown = table.columns.flatMap(({ name, priority }, index) =>
    priority === 0 && !/^(?:name|age)$/i.test(name) ? [{ name, index }] : [],
  );
  const rows = table.rows.map(({ meta, cells }) => {
    const cell = ({ name, index }: (typeof shown)[number]) => {
      const value = plainLine(cells[index] ?? '');
      return value === '' || value === '<none>' ? undefined : `${name} ${value}`;
    };
    const parts = [...shown.slice(0, 4).map(cell), formatAge(meta.createdAt, context.now)];
    const tooltip = table.columns.map(({ name }, index) => `${name}: ${cells[index] ?? ''}`).join('\n');
    return objectRow(
      { resource, meta, state: terminatingHealth(meta), parts, icon: 'symbol-object', tooltip },
      context,
      parentId,
    );
  });
  if (!table.isCut) return rows;
  return [
    ...rows,
    { id: `${parentId}/cut`, label: t('There are more; filter by name or namespace'), icon: 'ellipsis' },
  ];
}
