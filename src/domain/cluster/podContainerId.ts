import { t } from '../base/text.ts';
import type { PodContainer } from './ports.ts';

/** The id of a container for logs, shells and files. Names of Kubernetes hold no slash. */
export function podContainerId({ namespace, pod, container }: PodContainer): string {
  return [namespace, pod, container ?? ''].join('/');
}

export function parsePodContainerId(id: string): PodContainer {
  const [namespace = '', pod = '', container = ''] = id.split('/');
  return { namespace, pod, ...(container === '' ? {} : { container }) };
}

const BEFORE = 'before-restart';

/** The id of the log of the process that ended before a restart. Nodes keep that of the last restart alone, so the id says which one is meant. */
export function logBeforeRestartId(container: PodContainer, restart: number): string {
  return [podContainerId(container), BEFORE, restart].join('/');
}

/** Which restart; undefined when the id is that of an ordinary log. */
export function restartOfLogId(id: string): number | undefined {
  const [, , , kind, restart = ''] = id.split('/');
  return kind === BEFORE && /^\d{1,9}$/.test(restart) ? Number(restart) : undefined;
}

/** What stands on the tab of the log before a restart. */
export function logBeforeRestartTitle(id: string): string {
  const { pod, container } = parsePodContainerId(id);
  return t('{0} before restart {1}', container === undefined ? pod : `${pod}/${container}`, restartOfLogId(id) ?? '');
}
