import { definedOf } from '../base/defined.ts';
import { assertNever } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { t } from '../base/text.ts';
import type { Container } from '../engines/engine.ts';
import { healthOf } from '../engines/health.ts';
import { RUN_LABELS } from './labels.ts';
import { outputsOf } from './outputs.ts';
import type { Run, RunState } from './run.ts';
import type { RunOrigin } from './runIdentity.ts';

/** SIGTERM by `docker stop` or by the user's terminal: the program was asked to end. */
const STOPPED_BY_SIGTERM = 143;

/** The runs among the containers of one engine, newest first. `stopped` holds ids of runs that the user stopped from Trainyard. */
export function runsOf(
  containers: readonly Container[],
  {
    engineId,
    stopped,
    staleSince,
  }: { readonly engineId: string; readonly stopped: ReadonlySet<string>; readonly staleSince?: Date },
): readonly Run[] {
  return containers
    .flatMap((container) => runOf(container, engineId, stopped) ?? [])
    .map((run) => (staleSince === undefined ? run : { ...run, staleSince }))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

export function isRunContainer(container: Container): boolean {
  return container.labels.has(RUN_LABELS.runId);
}

function runOf(container: Container, engineId: string, stopped: ReadonlySet<string>): Run | undefined {
  const { labels } = container;
  const id = labels.get(RUN_LABELS.runId);
  if (id === undefined) return undefined;
  const state = runStateOf(container, stopped.has(id));
  const optional = {
    startedAt: container.startedAt,
    finishedAt: container.finishedAt,
    exitCode: container.exitCode,
    specPath: labels.get(RUN_LABELS.specPath),
    workspace: labels.get(RUN_LABELS.workspace),
    commit: labels.get(RUN_LABELS.commit),
    from: originOf(labels, RUN_LABELS),
    tracking: labels.get(RUN_LABELS.tracking),
    isDebugged: labels.has(RUN_LABELS.debugPort) ? true : undefined,
    isDirty: labels.has(RUN_LABELS.dirty) ? labels.get(RUN_LABELS.dirty) === 'true' : undefined,
  };
  return {
    id,
    name: labels.get(RUN_LABELS.runName) ?? container.name,
    workload: labels.get(RUN_LABELS.workload) ?? container.name,
    kind: labels.get(RUN_LABELS.kind) === 'serve' ? 'serve' : 'run',
    engineId,
    containerId: container.id,
    state,
    stateText: stateTextOf(state, container),
    createdAt: container.createdAt,
    parameters: parametersOf(labels.get(RUN_LABELS.parameters)),
    image: container.imageName,
    imageId: container.imageId,
    ports: publishedPorts(container),
    outputs: outputsOf(labels),
    ...definedOf(optional),
  };
}

/** A run is judged by what it was for: exit 0 is what was wanted, and a stop on purpose is no failure. */
function stateTextOf(state: RunState, container: Container): string {
  if (state === 'ok') return t('ok');
  return state === 'cancelled' ? t('stopped') : healthOf(container).text;
}

/** Published ports. In the network of the machine itself the engine reports none; there the label tells what listens. */
export function publishedPorts({ ports, labels }: Container): Run['ports'] {
  const published = ports.flatMap(({ containerPort, hostPort, hostIp }) =>
    hostPort === undefined ? [] : [{ containerPort, hostPort, hostIp: hostIp ?? '127.0.0.1' }],
  );
  if (published.length > 0) return published;
  const listed = labels.get(RUN_LABELS.hostPorts)?.split(',') ?? [];
  return listed.flatMap((entry) => {
    const port = Number(/^(\d{1,5})\/tcp$/.exec(entry)?.[1]);
    return Number.isInteger(port) ? [{ containerPort: port, hostPort: port, hostIp: '127.0.0.1' }] : [];
  });
}

/** Exit 0 is ok; what the user stopped is cancelled, whatever code the program ended with. */
export function runStateOf(container: Container, wasStopped: boolean): RunState {
  switch (container.state) {
    case 'created':
      return container.error === undefined ? 'queued' : 'failed';
    case 'running':
    case 'paused':
    case 'restarting':
    case 'removing':
      return 'running';
    case 'dead':
      return 'failed';
    case 'exited':
      if (container.exitCode === 0) return 'ok';
      if (wasStopped || container.exitCode === STOPPED_BY_SIGTERM) return 'cancelled';
      return container.exitCode === undefined ? 'unknown' : 'failed';
    default:
      return assertNever(container.state);
  }
}

export function originOf(
  words: ReadonlyMap<string, string>,
  { fromId, fromName }: { readonly fromId: string; readonly fromName: string },
): RunOrigin | undefined {
  const id = words.get(fromId);
  return id === undefined ? undefined : { id, name: words.get(fromName) ?? id };
}

/** The label is one JSON object of strings; anything else reads as no parameters. */
export function parametersOf(label: string | undefined): ReadonlyMap<string, string> {
  if (label === undefined) return new Map();
  const value = parsedJson(label);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])),
  );
}
