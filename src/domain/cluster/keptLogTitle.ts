import type { LogAbout } from '../logs/keptLog.ts';
import { parsePodSelectionId } from './logResource.ts';
import { logBeforeRestartTitle, parsePodContainerId, restartOfLogId } from './podContainerId.ts';

/** The name of a kept log in lists and on its tab: that of its run, else of what it was the log. */
export function keptLogTitle({ run, resource }: LogAbout): string {
  if (run) return run.name;
  const selection = parsePodSelectionId(resource);
  if (selection) return Array.from(selection.labels, ([key, value]) => `${key}=${value}`).join(', ');
  if (restartOfLogId(resource) !== undefined) return logBeforeRestartTitle(resource);
  const { pod, container } = parsePodContainerId(resource);
  return container === undefined ? pod : `${pod}/${container}`;
}
