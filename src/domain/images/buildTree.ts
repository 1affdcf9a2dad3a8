import { formatAge, formatDuration } from '../base/format.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { Health, TreeNode } from '../base/tree.ts';
import type { BuildRecord, BuildState } from './buildStore.ts';

/** Rows of the Images view: the builds of this workspace, newest first. */
export function buildTree(records: readonly BuildRecord[], now: Date): readonly TreeNode[] {
  return records.map((record) => buildNode(record, now));
}

function buildNode(record: BuildRecord, now: Date): TreeNode {
  const { id, title, state, failure } = record;
  const description = describe(record, now);
  return {
    id: `build/${id}`,
    label: plainLine(title),
    description,
    health: HEALTH[state],
    tooltip: tooltipOf(record),
    actions: [
      'build',
      state === 'running' ? 'canCancelBuild' : 'canRebuild',
      ...(state === 'ok' ? ['canPush', 'canTag', 'canShowLayers'] : []),
    ],
    open: { command: 'trainyard.images.showBuild', args: [{ kind: 'build', buildId: id }] },
    subject: { kind: 'build', buildId: id },
    spoken: [t('Build'), plainLine(title), description, failure?.message].filter(Boolean).join(', '),
  };
}

const HEALTH: Readonly<Record<BuildState, Health>> = {
  running: 'running',
  ok: 'ok',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** State, duration and cached steps in words. */
function describe({ state, startedAt, finishedAt, steps, cached, failure }: BuildRecord, now: Date): string {
  const duration = formatDuration((finishedAt ?? now.getTime()) - startedAt);
  const age = formatAge(new Date(finishedAt ?? startedAt), now);
  switch (state) {
    case 'running':
      return t('building · {0} steps so far', steps);
    case 'ok':
      return [t('built in {0}', duration), t('{0} of {1} steps from cache', cached, steps), age].join(' · ');
    case 'failed':
      return [t('failed after {0}', duration), failure?.message ?? '', age].filter(Boolean).join(' · ');
    case 'cancelled':
    default:
      return [t('cancelled'), age].join(' · ');
  }
}

function tooltipOf({ title, engineLabel, plan, failure }: BuildRecord): string {
  const lines = [
    title,
    t('Dockerfile: {0}', plan.dockerfile),
    t('Context: {0}', plan.contextFolder),
    t('Engine: {0}', engineLabel),
    plan.target === undefined ? undefined : t('Target: {0}', plan.target),
    failure?.message,
    failure?.nextStep,
  ];
  return lines
    .filter((line) => line !== undefined)
    .map(plainLine)
    .join('\n');
}
