import { KUBERNETES_ANNOTATIONS } from '../../domain/runs/kubernetesLabels.ts';
import { parseQuantity } from '../../domain/cluster/quantity.ts';
import { OWNER_MARKS } from '../../domain/cluster/passesFilter.ts';
import type { Amounts, Condition, ObjectMeta, Owner } from '../../domain/cluster/clusterObject.ts';
import { type Fields, fieldsIn, fieldsOf, isFields, listIn, textIn, textsIn } from './fields.ts';
import type { Interner } from './interner.ts';

/** Annotations that rows and decisions need; all others are left behind, because they can be large. */
const KEPT_ANNOTATIONS = new Set([
  ...OWNER_MARKS,
  'batch.kubernetes.io/job-completion-index',
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/default-container',
  'kubectl.kubernetes.io/restartedAt',
  'kubernetes.io/change-cause',
  'kubernetes.io/config.mirror',
  'scheduling.k8s.io/group-name',
]);
const OURS = 'trainyard.dev/';
/** Read when somebody asks for it. */
const LARGE: string = KUBERNETES_ANNOTATIONS.changes;
const EPOCH = new Date(0);

/** Undefined when it has no uid, name or resource version: then it is no object of an API server. */
export function metaOf(object: Fields, interner: Interner): ObjectMeta | undefined {
  const meta = fieldsIn(object, 'metadata');
  const uid = textIn(meta, 'uid');
  const name = textIn(meta, 'name');
  const resourceVersion = textIn(meta, 'resourceVersion');
  if (uid === undefined || name === undefined || resourceVersion === undefined) return undefined;
  const namespace = interner.text(textIn(meta, 'namespace'));
  const deletedAt = interner.date(meta['deletionTimestamp']);
  const owner = ownerOf(meta, interner);
  return {
    uid,
    name,
    resourceVersion,
    createdAt: interner.date(meta['creationTimestamp']) ?? EPOCH,
    finalizers: interner.part('finalizers', meta['finalizers'], () => textsIn(meta, 'finalizers')),
    labels: interner.texts(meta['labels']),
    annotations: annotationsOf(meta, interner),
    ...(namespace === undefined ? {} : { namespace }),
    ...(deletedAt === undefined ? {} : { deletedAt }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** Whether the status of an object is about an older specification. Kinds without these numbers are never outdated. */
export function isOutdated(object: Fields): boolean {
  const generation = fieldsIn(object, 'metadata')['generation'];
  const observed = fieldsIn(object, 'status')['observedGeneration'];
  return typeof generation === 'number' && typeof observed === 'number' && observed < generation;
}

export function conditionsOf(status: Fields, interner: Interner): readonly Condition[] {
  return listIn(status, 'conditions').map((raw) =>
    interner.part('condition', trimmed(raw), () => conditionOf(raw, interner)),
  );
}

/** By resource name. Amounts that cannot be read are left out. */
export function amountsOf(raw: unknown, interner: Interner): Amounts {
  return interner.part('amounts', raw, () => new Map(amountEntries(fieldsOf(raw), interner)));
}

/** Everything but the time of the last heartbeat, which changes without meaning. */
function trimmed(raw: Fields): readonly unknown[] {
  return [raw['type'], raw['status'], raw['reason'], raw['message'], raw['lastTransitionTime']];
}

function conditionOf(raw: Fields, interner: Interner): Condition {
  const status = raw['status'];
  const reason = interner.text(textIn(raw, 'reason'));
  const message = interner.text(textIn(raw, 'message'));
  const changedAt = interner.date(raw['lastTransitionTime']);
  return {
    type: interner.text(textIn(raw, 'type') ?? ''),
    status: status === 'True' || status === 'False' ? status : 'Unknown',
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(changedAt === undefined ? {} : { changedAt }),
  };
}

function amountEntries(raw: Fields, interner: Interner): [string, number][] {
  return Object.entries(raw).flatMap(([name, value]): [string, number][] => {
    const amount = parseQuantity(value);
    return amount === undefined ? [] : [[interner.text(name), amount]];
  });
}

/** `v1` alone is the core group. */
function groupOf(apiVersion: string | undefined): string | undefined {
  return apiVersion?.includes('/') === true ? apiVersion.split('/', 1)[0] : apiVersion && '';
}

function ownerOf(meta: Fields, interner: Interner): Owner | undefined {
  const owners = listIn(meta, 'ownerReferences');
  const owner = owners.find((one) => one['controller'] === true) ?? owners[0];
  const uid = owner && textIn(owner, 'uid');
  if (owner === undefined || uid === undefined) return undefined;
  const kind = textIn(owner, 'kind') ?? '';
  const name = textIn(owner, 'name') ?? '';
  const group = groupOf(textIn(owner, 'apiVersion'));
  return interner.shared('owner', `${uid} ${kind} ${name}`, () => ({
    kind,
    name,
    uid,
    ...(group === undefined ? {} : { group }),
  }));
}

function annotationsOf(meta: Fields, interner: Interner): ReadonlyMap<string, string> {
  const all = meta['annotations'];
  if (!isFields(all)) return interner.texts(undefined);
  const kept = Object.entries(all).filter(
    ([name]) => (name.startsWith(OURS) && name !== LARGE) || KEPT_ANNOTATIONS.has(name),
  );
  return kept.length === 0 ? interner.texts(undefined) : interner.texts(Object.fromEntries(kept));
}
