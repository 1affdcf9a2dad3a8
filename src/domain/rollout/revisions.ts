import type { Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import {
  fieldOf,
  isEqualData,
  isObject,
  mergePatch,
  type PlainData,
  plainObject,
  sortedData,
} from '../deploy/plainData.ts';
import { maskedVersions } from '../cluster/maskedObject.ts';
import { type Change, changesOf } from '../deploy/change.ts';

/** One version of a Deployment that the cluster still keeps. */
export interface Revision {
  readonly number: number;
  readonly replicaSet: string;
  readonly createdAt: Date;
  readonly images: readonly string[];
  /** It is the one that runs or is being rolled out. */
  readonly isCurrent: boolean;
  /** Annotation `kubernetes.io/change-cause`. */
  readonly cause?: string;
  /** Pod template without what the controller adds. */
  readonly template: PlainData;
  /** Annotations that come back with it. */
  readonly annotations: ReadonlyMap<string, string>;
  /** What it changed in the version before, without values of secrets; empty for the oldest that is kept. */
  readonly changes: readonly Change[];
}

const REVISION = 'deployment.kubernetes.io/revision';
const HASH_LABEL = 'pod-template-hash';
/** Annotations that belong to the Deployment or to the controller and not to a version. Source: kubectl, `rollback.go`. */
const NOT_OF_A_VERSION = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** The versions behind the ReplicaSets of a Deployment, newest first. Takes the objects as the server gave them; others' are left out. */
export function revisionsOf(deployment: unknown, replicaSets: readonly unknown[]): readonly Revision[] {
  const uid = fieldOf(deployment, 'metadata', 'uid');
  const template = plainTemplate(deployment);
  const oldestFirst = replicaSets
    .filter((set) => ownerUids(set).includes(uid))
    .flatMap((set) => revisionOf(set) ?? [])
    .toSorted((a, b) => a.number - b.number);
  const revisions = oldestFirst.map((revision, index): Revision => {
    const before = oldestFirst[index - 1];
    return {
      ...revision,
      isCurrent: isEqualData(revision.template, template),
      changes: before ? shownChanges(before.template, revision.template) : [],
    };
  });
  return revisions.toReversed();
}

function shownChanges(before: PlainData, after: PlainData): readonly Change[] {
  const [old, now] = maskedVersions(plainObject(before), plainObject(after));
  return changesOf(old, now);
}

/**
 * The merge patch that brings a Deployment back to a revision, or, without a number, to the one before the current. Failures: `not-found`: no
 * such revision, or there is only one · `conflict`: the rollout is paused, or that version runs already.
 */
export function undoPatch(deployment: unknown, revisions: readonly Revision[], number?: number): Result<object> {
  const name = String(fieldOf(deployment, 'metadata', 'name'));
  if (fieldOf(deployment, 'spec', 'paused') === true) {
    return fail({
      code: 'conflict',
      message: t('The rollout of “{0}” is paused, so it cannot be undone.', name),
      nextStep: t('Resume it first.'),
    });
  }
  const target = number === undefined ? previousOf(revisions) : revisions.find((one) => one.number === number);
  if (!target) return fail(noTarget(name, revisions, number));
  const current = plainTemplate(deployment);
  const template = mergePatch(current, target.template);
  if (template === undefined) {
    return fail({
      code: 'conflict',
      message: t('“{0}” is at revision {1} already.', name, target.number),
      nextStep: t('Choose another revision.'),
    });
  }
  const annotations = mergePatch(annotationsOf(deployment), Object.fromEntries(target.annotations));
  return ok({
    ...(annotations === undefined ? {} : { metadata: { annotations } }),
    spec: { template },
  });
}

/** The highest number below that of the newest, as kubectl takes it: while a rollout runs, the one that ran before. */
function previousOf([, previous]: readonly Revision[]): Revision | undefined {
  return previous;
}

function noTarget(name: string, revisions: readonly Revision[], number: number | undefined) {
  if (number !== undefined) {
    return {
      code: 'not-found',
      message: t('“{0}” has no revision {1} any more.', name, number),
      nextStep: t('There are: {0}.', revisions.map((revision) => revision.number).join(', ') || t('none')),
    } as const;
  }
  return {
    code: 'not-found',
    message: t('“{0}” has one revision only, so there is nothing to go back to.', name),
    nextStep: t('Deploy another image or change the manifest.'),
  } as const;
}

function revisionOf(set: unknown): Omit<Revision, 'isCurrent' | 'changes'> | undefined {
  const number = Number(fieldOf(set, 'metadata', 'annotations', REVISION));
  const created = fieldOf(set, 'metadata', 'creationTimestamp');
  if (!Number.isSafeInteger(number) || number <= 0) return undefined;
  const annotations = annotationsOf(set);
  const cause = annotations['kubernetes.io/change-cause'];
  return {
    number,
    replicaSet: String(fieldOf(set, 'metadata', 'name')),
    createdAt: new Date(typeof created === 'string' ? created : 0),
    images: imagesOf(set),
    template: plainTemplate(set),
    annotations: new Map(Object.entries(annotations)),
    ...(cause === undefined ? {} : { cause }),
  };
}

function imagesOf(set: unknown): readonly string[] {
  const containers = fieldOf(set, 'spec', 'template', 'spec', 'containers');
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container) => {
    const image = fieldOf(container, 'image');
    return typeof image === 'string' ? [image] : [];
  });
}

/** The template without the label by which the controller tells its pods apart. */
function plainTemplate(object: unknown): PlainData {
  const template = fieldOf(object, 'spec', 'template');
  const metadata = fieldOf(template, 'metadata');
  const labels = fieldOf(metadata, 'labels');
  if (!isObject(template)) return {};
  if (!isObject(metadata) || !isObject(labels)) return sortedData(template);
  const rest = Object.fromEntries(Object.entries(labels).filter(([name]) => name !== HASH_LABEL));
  // Servers before 1.34 write `creationTimestamp: null` into templates.
  const known = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
  return sortedData({ ...template, metadata: { ...known, labels: rest } });
}

function annotationsOf(object: unknown): Readonly<Record<string, string>> {
  const annotations = fieldOf(object, 'metadata', 'annotations');
  if (!isObject(annotations)) return Object.fromEntries([]);
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([name, value]) =>
      typeof value === 'string' && !NOT_OF_A_VERSION.has(name) ? [[name, value] as const] : [],
    ),
  );
}

function ownerUids(set: unknown): readonly unknown[] {
  const owners = fieldOf(set, 'metadata', 'ownerReferences');
  return Array.isArray(owners) ? owners.map((owner) => fieldOf(owner, 'uid')) : [];
}
