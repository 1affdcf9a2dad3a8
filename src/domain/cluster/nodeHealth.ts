import { t } from '../base/text.ts';
import type { Node } from './clusterObject.ts';
import { conditionOf, isTrue, type ObjectHealth, shortLine, terminatingHealth } from './objectHealth.ts';

/** Conditions that are bad when they hold. Source: Kubernetes documentation, "Node Status". */
const PRESSURES: ReadonlyMap<string, () => string> = new Map([
  ['MemoryPressure', () => t('short of memory')],
  ['DiskPressure', () => t('short of disk')],
  ['PIDPressure', () => t('short of process ids')],
  ['NetworkUnavailable', () => t('network is not set up')],
]);
const KNOWN = new Set(['Ready', ...PRESSURES.keys()]);

/** Whether new pods can come to it: ready, not cordoned, not being removed. */
export function takesPods(node: Node): boolean {
  return node.isSchedulable && node.meta.deletedAt === undefined && isTrue(node.conditions, 'Ready');
}

/** How a node is, in words: readiness, then pressure, then whether it takes pods. */
export function nodeHealth(node: Node): ObjectHealth {
  const cordoned = node.isSchedulable ? undefined : t('takes no new pods (cordoned)');
  const parts = (first: string) => [first, cordoned].filter((part) => part !== undefined).join(', ');
  const ready = conditionOf(node.conditions, 'Ready');
  if (!ready) return { health: 'unknown', text: parts(t('its state is not known')) };
  if (ready.status === 'Unknown') {
    return { health: 'failed', text: parts(t('does not answer: its kubelet is silent')) };
  }
  if (ready.status === 'False') {
    return { health: 'failed', text: parts(t('not ready: {0}', shortLine(ready.message ?? ready.reason ?? ''))) };
  }
  const pressures = Array.from(PRESSURES).flatMap(([type, say]) => (isTrue(node.conditions, type) ? [say()] : []));
  const bad = [...pressures, ...problemsOf(node)];
  if (bad.length > 0) return { health: 'warning', text: parts(bad.join(', ')) };
  const terminating = terminatingHealth(node.meta);
  if (terminating) return terminating;
  if (cordoned !== undefined) return { health: 'warning', text: cordoned };
  return { health: 'ok', text: t('ready') };
}

/** Conditions of the node problem detector and of GPU operators: they are bad when True. */
function problemsOf({ conditions }: Node): string[] {
  return conditions
    .filter(
      ({ type, status }) =>
        status === 'True' && !KNOWN.has(type) && /problem|fail|unhealthy|deadlock|xid|readonly/i.test(type),
    )
    .map(({ type, message }) =>
      message === undefined || message === '' ? type : `${type}: ${shortLine(message, 100)}`,
    );
}
