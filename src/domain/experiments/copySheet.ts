import { assertNever } from '../base/failure.ts';
import { formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { CopyPlan, RunCopy } from './copyPlan.ts';
import type { CopiedRun } from './copyRuns.ts';

/** What would be copied and what would be lost, as Markdown; nothing has been written yet. */
export function copyPlanSheet({ copies, stepFactor }: CopyPlan, target: string): string {
  const lines = copies.flatMap((copy) => [`## ${headOf(copy)}`, '', sizeOf(copy), '', ...lossesOf(copy)]);
  return [`# ${t('Copy of {0} runs to {1}', copies.length, target)}`, '', ...stepsOf(stepFactor), ...lines].join('\n');
}

/** What came of it. */
export function copyReportSheet(copied: readonly CopiedRun[], { stepFactor }: CopyPlan, target: string): string {
  const lines = copied.flatMap((one) => [
    `## ${headOf(one.copy)}`,
    '',
    outcomeOf(one),
    '',
    ...lossesOf(one.copy, one.losses),
  ]);
  const whole = copied.filter(({ outcome }) => outcome !== 'failed').length;
  const title = t('{0} of {1} runs are at {2}', whole, copied.length, target);
  return [`# ${title}`, '', ...stepsOf(stepFactor), ...lines].join('\n');
}

const headOf = ({ run, experiment }: RunCopy) => oneLine(`${experiment}: ${run.name || run.id}`);

const sizeOf = ({ params, metrics, points, files }: RunCopy) =>
  t(
    '{0} params, {1} metrics with {2} points, {3} files of {4}.',
    params.size,
    metrics.size,
    points,
    files.count,
    formatBytes(files.bytes),
  );

const stepsOf = (factor: number): readonly string[] =>
  factor === 1 ? [] : [t('Steps are multiplied by {0}, for MLflow has whole ones.', factor), ''];

function lossesOf({ losses }: RunCopy, later: readonly string[] = []): readonly string[] {
  const all = [...losses, ...later];
  return all.length === 0 ? [] : [...all.map((loss) => `- ${oneLine(loss)}`), ''];
}

function outcomeOf({ outcome, runId = '', failure }: CopiedRun): string {
  switch (outcome) {
    case 'copied':
      return t('Copied as run {0}.', runId);
    case 'continued':
      return t('Run {0} had a part of it and has now all.', runId);
    case 'there':
      return t('Run {0} had all of it already.', runId);
    case 'failed':
      return oneLine(failure?.message ?? '');
    default:
      return assertNever(outcome);
  }
}

/** Names and values of runs are data: a line break in one is no heading. */
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
