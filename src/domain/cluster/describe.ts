import { formatAge } from '../base/format.ts';
import { plainText } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { ClusterEvent, ObjectMeta } from './clusterObject.ts';
import { describeFields } from './describeFields.ts';
import { describePod } from './describePod.ts';
import { type PlainObject, plainObject, listAt, objectAt, textAt } from '../deploy/plainData.ts';
import { maskedObject } from './maskedObject.ts';

/** What is known around an object. Absent: it could not be read. */
interface Surroundings {
  readonly events?: readonly ClusterEvent[] | undefined;
  readonly owned?: readonly { readonly kind: string; readonly meta: ObjectMeta }[] | undefined;
  /** Why it does not run, in one sentence, and what helps. */
  readonly why?: { readonly cause: string; readonly nextStep: string } | undefined;
  readonly now: Date;
}

/**
 * An object as a text for people: how it is, what it is made of, its conditions, what it owns, and its events. Values of secrets are masked
 * before anything is made of them.
 */
export function describe(json: unknown, around: Surroundings): string {
  const object = maskedObject(plainObject(json));
  const sections = [
    headOf(object, around.now),
    whyLines(around),
    bodyOf(object),
    conditionLines(object, around.now),
    ownedLines(around),
    eventLines(around),
  ];
  return plainText(
    `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  );
}

function headOf(object: PlainObject, now: Date): string[] {
  const meta = objectAt(object, 'metadata');
  const created = textAt(meta, 'creationTimestamp');
  const owner = listAt(meta, 'ownerReferences')[0];
  const deleted = textAt(meta, 'deletionTimestamp');
  const finalizers = meta['finalizers'];
  return [
    `${textAt(object, 'kind') ?? t('Object')} ${textAt(meta, 'name') ?? ''}`,
    row(t('Namespace'), textAt(meta, 'namespace')),
    row(t('Created'), created === undefined ? undefined : `${formatAge(new Date(created), now)} (${created})`),
    row(t('Belongs to'), owner && `${textAt(owner, 'kind') ?? ''} ${textAt(owner, 'name') ?? ''}`),
    row(t('Being deleted'), deleted === undefined ? undefined : t('since {0}', deleted)),
    row(t('Held by'), Array.isArray(finalizers) && finalizers.length > 0 ? finalizers.join(', ') : undefined),
    ...mapLines(t('Labels'), objectAt(meta, 'labels')),
    ...mapLines(t('Annotations'), objectAt(meta, 'annotations')),
  ].filter((line) => line !== undefined);
}

/** Annotations that hold the whole object again are left out. */
const LONG = /last-applied-configuration|managed-fields/;
const LONGEST = 200;

function mapLines(label: string, map: PlainObject): string[] {
  const names = Object.keys(map).filter((name) => !LONG.test(name));
  if (names.length === 0) return [];
  return [
    `${label}:`,
    ...names.map((name) => {
      const text = textAt(map, name) ?? '';
      return `  ${name}=${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
    }),
  ];
}

function row(label: string, value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : `${`${label}:`.padEnd(16)}${value}`;
}

function whyLines({ why }: Surroundings): string[] {
  return why === undefined ? [] : [t('Why it does not run'), `  ${why.cause}`, `  ${why.nextStep}`];
}

function bodyOf(object: PlainObject): readonly string[] {
  return textAt(object, 'kind') === 'Pod' ? describePod(object) : describeFields(object);
}

function conditionLines(object: PlainObject, now: Date): string[] {
  const conditions = listAt(objectAt(object, 'status'), 'conditions');
  if (conditions.length === 0) return [];
  return [
    t('Conditions'),
    ...conditions.map((condition) => {
      const since = textAt(condition, 'lastTransitionTime');
      const parts = [
        textAt(condition, 'reason'),
        textAt(condition, 'message'),
        since === undefined ? undefined : formatAge(new Date(since), now),
      ].filter((part) => part !== undefined && part !== '');
      return `  ${textAt(condition, 'type') ?? ''} = ${textAt(condition, 'status') ?? ''}${parts.length === 0 ? '' : ` · ${parts.join(' · ')}`}`;
    }),
  ];
}

function ownedLines({ owned, now }: Surroundings): string[] {
  if (owned === undefined || owned.length === 0) return [];
  const sorted = owned.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.meta.name.localeCompare(b.meta.name));
  return [t('Owns'), ...sorted.map(({ kind, meta }) => `  ${kind} ${meta.name} · ${formatAge(meta.createdAt, now)}`)];
}

function eventLines({ events, now }: Surroundings): string[] {
  if (events === undefined) return [t('Events'), `  ${t('could not be read')}`];
  if (events.length === 0) return [t('Events'), `  ${t('none')}`];
  const newest = events.toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime());
  return [
    t('Events'),
    ...newest.map(({ type, reason, message, count, lastSeen }) => {
      const times = count > 1 ? ` · ${t('{0} times', count)}` : '';
      return `  ${type === 'Warning' ? '!' : ' '} ${formatAge(lastSeen, now)}${times} · ${reason}: ${message.trim()}`;
    }),
  ];
}
