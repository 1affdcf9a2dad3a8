import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { Health } from '../base/tree.ts';
import type { Condition, ObjectMeta } from './clusterObject.ts';

/** How an object is, for every view: a shared state and one short text. */
export interface ObjectHealth {
  readonly health: Health;
  readonly text: string;
}

/** Nothing has to be done about it. What is not known is never well. */
export function isWell(health: Health | undefined): boolean {
  return health === 'ok' || health === 'running';
}

/** An object that is being deleted: a finalizer can hold it for ever, so it is named. Undefined: it is not. */
export function terminatingHealth({ deletedAt, finalizers }: ObjectMeta): ObjectHealth | undefined {
  if (!deletedAt) return undefined;
  return finalizers.length === 0
    ? { health: 'cancelled', text: t('terminating') }
    : { health: 'warning', text: t('terminating, held by {0}', shortLine(finalizers.join(', '))) };
}

export function conditionOf(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

export function isTrue(conditions: readonly Condition[], type: string): boolean {
  return conditionOf(conditions, type)?.status === 'True';
}

/** Words of the cluster on one line, fit for a row: at most 200 characters. */
export function shortLine(text: string, most = 200): string {
  const line = plainLine(text.trim());
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** Adds how often it was restarted to a text. */
export function withRestarts(health: ObjectHealth, restarts: number): ObjectHealth {
  if (restarts === 0) return health;
  const text =
    restarts === 1 ? t('{0}, restarted once', health.text) : t('{0}, restarted {1} times', health.text, restarts);
  return { ...health, text };
}
