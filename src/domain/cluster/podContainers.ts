import { fieldOf, listOf, textOf } from '../deploy/plainData.ts';
import { logBeforeRestartId } from './podContainerId.ts';

/** A container whose last process but one, or the one before a start that is waited for, has a log of its own. */
export interface LogBeforeRestart {
  readonly container: string;
  readonly restarts: number;
  readonly id: string;
}

const KINDS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const STATUSES = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

/** Names of the containers of a pod of the API that are there to work in: those that go on. */
export function containerNames(pod: unknown): readonly string[] {
  return namesOf(pod, 'containers');
}

/** Of all its containers, the main ones first: init containers and those of a debugger write logs, too. */
export function logContainerNames(pod: unknown): readonly string[] {
  return KINDS.flatMap((kind) => namesOf(pod, kind));
}

/** The logs before the last restart that the node of a pod of the API still has. */
export function logsBeforeRestart(pod: unknown): readonly LogBeforeRestart[] {
  const [namespace, name] = [fieldOf(pod, 'metadata', 'namespace'), fieldOf(pod, 'metadata', 'name')];
  if (typeof namespace !== 'string' || typeof name !== 'string') return [];
  return STATUSES.flatMap((kind) => listOf(fieldOf(pod, 'status', kind))).flatMap((status) => {
    const container = fieldOf(status, 'name');
    const restarts = fieldOf(status, 'restartCount');
    if (typeof container !== 'string' || typeof restarts !== 'number') return [];
    if (fieldOf(status, 'lastState', 'terminated') === undefined) return [];
    // One that waits to be started again has ended already: its log is that before the restart to come.
    const restart = fieldOf(status, 'state', 'waiting') === undefined ? restarts : restarts + 1;
    return [{ container, restarts, id: logBeforeRestartId({ namespace, pod: name, container }, restart) }];
  });
}

function namesOf(pod: unknown, kind: (typeof KINDS)[number]): readonly string[] {
  return listOf(fieldOf(pod, 'spec', kind)).flatMap((each) => textOf(fieldOf(each, 'name')) ?? []);
}
