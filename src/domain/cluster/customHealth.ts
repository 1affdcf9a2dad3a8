import { t } from '../base/text.ts';
import type { Condition, Workload } from './clusterObject.ts';
import { conditionOf, isTrue, type ObjectHealth, shortLine } from './objectHealth.ts';

/** Words that operators have for a state, in small letters. Sources: Argo Workflows, KubeRay, Spark Operator, Dask. */
const WORDS: readonly (readonly [health: ObjectHealth['health'], words: readonly string[]])[] = [
  ['running', ['running', 'active', 'initializing', 'submitted', 'succeeding', 'retrying']],
  ['ok', ['ready', 'succeeded', 'successful', 'completed', 'complete']],
  ['failed', ['failed', 'error', 'failing', 'submission_failed']],
  ['queued', ['pending', 'waiting', 'new', 'created', 'pending_rerun']],
  ['cancelled', ['suspended', 'stopped', 'suspending']],
];
const PHASES: ReadonlyMap<string, ObjectHealth['health']> = new Map(
  WORDS.flatMap(([health, words]) => words.map((word) => [word, health] as const)),
);

/** Undefined: it has not ended. Argo says of a workflow that failed that it is "Completed" too, so that its word counts first. */
export function customEnd({ phase, said }: Workload): ObjectHealth | undefined {
  if (phase === undefined || PHASES.get(phase.toLowerCase()) !== 'failed') return undefined;
  return { health: 'failed', text: said === undefined ? t('failed') : t('failed: {0}', shortLine(said)) };
}

/**
 * How a workload of an operator is that has neither ended nor is held. Conditions stay in the list with status False, and a resumed job may
 * have none that is true: then its pods tell. "Created" and "Running" are not said of a workload whose pods crash.
 */
export function customHealth(workload: Workload): ObjectHealth {
  const { desired, ready, worst } = workload;
  const pods = desired === 0 ? undefined : t('{0} of {1} pods ready', ready, desired);
  if (worst !== undefined) return { health: 'failed', text: joined(pods, worst) };
  const known = oddHealth(workload) ?? conditionHealth(workload, pods) ?? phaseHealth(workload, pods);
  if (known) return known;
  if (ready > 0) return { health: 'running', text: joined(t('running'), pods) };
  if (desired > 0) return { health: 'queued', text: joined(t('starting'), pods) };
  return workload.phase === undefined
    ? { health: 'queued', text: t('no pods yet') }
    : { health: 'unknown', text: joined(workload.phase, workload.said) };
}

function oddHealth({ conditions }: Workload): ObjectHealth | undefined {
  if (isTrue(conditions, 'EarlyStopped'))
    return { health: 'ok', text: t('stopped early: it did worse than the others') };
  if (isTrue(conditions, 'MetricsUnavailable')) return { health: 'warning', text: t('ended without its metric') };
  if (isTrue(conditions, 'Killed')) return { health: 'cancelled', text: t('ended because the experiment was over') };
  return undefined;
}

function conditionHealth({ conditions, said }: Workload, pods: string | undefined): ObjectHealth | undefined {
  const restarting = conditionOf(conditions, 'Restarting');
  if (restarting?.status === 'True') {
    return { health: 'warning', text: joined(t('restarting'), pods, whyText(restarting)) };
  }
  const ready = conditionOf(conditions, 'Ready');
  if (ready?.status === 'True') return { health: 'ok', text: joined(t('ready'), pods) };
  if (ready)
    return {
      health: 'warning',
      text: joined(t('not ready'), pods, said === undefined ? whyText(ready) : shortLine(said)),
    };
  return isTrue(conditions, 'Running') ? { health: 'running', text: joined(t('running'), pods) } : undefined;
}

function phaseHealth({ phase, said, ready }: Workload, pods: string | undefined): ObjectHealth | undefined {
  const health = phase === undefined ? undefined : PHASES.get(phase.toLowerCase());
  if (phase === undefined || health === undefined) return undefined;
  // Dask says Pending of clusters that run.
  if (health === 'queued' && ready > 0) return undefined;
  const word = phase.toLowerCase().replaceAll('_', ' ');
  return { health, text: joined(word, pods, health === 'queued' && said !== undefined ? shortLine(said) : undefined) };
}

function whyText({ reason, message }: Condition): string | undefined {
  const text = [reason, message].filter((part) => part !== undefined && part !== '').join(': ');
  return text === '' ? undefined : shortLine(text);
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}
