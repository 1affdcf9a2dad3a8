import type { LogAbout } from '../logs/keptLog.ts';
import { t } from '../base/text.ts';
import { type PodSelection, parsePodSelectionId } from './logResource.ts';
import { logBeforeRestartTitle, parsePodContainerId, restartOfLogId } from './podContainerId.ts';

/** The name of the merged log of pods with some labels. */
export function selectionTitle({ namespace, labels, expression }: PodSelection): string {
  const words = [expression, ...Array.from(labels, ([key, value]) => `${key}=${value}`)].filter(Boolean).join(',');
  return words === '' ? t('pods in {0}', namespace) : t('{0} in {1}', words, namespace);
}

/** The name of a kept log in lists and on its tab: that of its run, else of what it was the log. */
export function keptLogTitle({ run, resource }: LogAbout): string {
  if (run) return run.name;
  const selection = parsePodSelectionId(resource);
  if (selection) return selectionTitle(selection);
  if (restartOfLogId(resource) !== undefined) return logBeforeRestartTitle(resource);
  const { pod, container } = parsePodContainerId(resource);
  return container === undefined ? pod : `${pod}/${container}`;
}
