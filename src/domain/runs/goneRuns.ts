import { definedOf } from '../base/defined.ts';
import { t } from '../base/text.ts';
import { type KeptEnd, type KeptLog, keptLogOfRun, resourceOfKept, keptUntil, type LogAbout } from '../logs/keptLog.ts';
import { runEndText } from './kubernetesRunState.ts';
import type { Run, RunState } from './run.ts';

/** What is kept beside the log of a run in a cluster; nothing for one on an engine, which keeps its logs itself. */
export function keptRun(run: Run): Pick<LogAbout, 'runId' | 'run'> | undefined {
  const { id, name, workload, kind, createdAt, image, specPath, cluster } = run;
  if (!cluster || run.isGone === true) return undefined;
  const { namespace, objectKind, objectName } = cluster;
  return {
    runId: id,
    run: {
      name,
      workload,
      kind,
      createdAt: createdAt.toISOString(),
      image,
      namespace,
      objectKind,
      objectName,
      ...definedOf({ specPath, end: keptEnd(run) }),
    },
  };
}

function keptEnd({ state, exitCode, finishedAt, cluster }: Run): KeptEnd | undefined {
  if (state !== 'ok' && state !== 'failed' && state !== 'cancelled') return undefined;
  return { ...cluster?.end, state, ...definedOf({ exitCode, at: finishedAt?.toISOString() }) };
}

/** Where runs in clusters were looked for. `loading`: nobody knows yet which of them are gone. */
export type PlaceState = (clusterId: string, namespace: string) => 'read' | 'unreadable' | 'loading' | 'elsewhere';

/** Runs that clusters do not know any more and whose log is kept, and the kept logs of known ones whose pods are gone. */
export function withKeptLogs(
  runs: readonly Run[],
  kept: readonly KeptLog[],
  { placeState, now }: { readonly placeState: PlaceState; readonly now: Date },
): readonly Run[] {
  if (kept.length === 0) return runs;
  const known = new Set(runs.map(({ id }) => id));
  const withLogs = runs.map((run) => {
    const log = run.cluster && run.containerId === '' ? keptLogOfRun(kept, run.id) : undefined;
    return log ? { ...run, keptLog: resourceOfKept(log) } : run;
  });
  const gone = new Map<string, Run>();
  for (const { about } of kept) {
    const { runId, run, engineId } = about;
    if (runId === undefined || !run || known.has(runId) || gone.has(runId)) continue;
    const log = keptLogOfRun(kept, runId);
    const place = placeState(engineId, run.namespace);
    if (!log || place === 'loading' || place === 'elsewhere') continue;
    const until = keptUntil(log, now);
    const words =
      place === 'read'
        ? t('deleted; its log was kept until {0}', until)
        : t('not to be seen now; its log was kept until {0}', until);
    const ended = endWords(run.end);
    const stateText = ended === undefined ? words : t('{0}; {1}', ended, words);
    gone.set(runId, { ...goneRun({ runId, run, engineId }, log), stateText });
  }
  return [...withLogs, ...gone.values()];
}

type GoneAbout = Required<Pick<LogAbout, 'runId' | 'run' | 'engineId'>>;

function endWords(end: KeptEnd | undefined): string | undefined {
  if (!end) return undefined;
  if (end.state === 'ok') return t('ok');
  return end.state === 'cancelled' ? t('stopped') : runEndText(end);
}

function goneRun({ runId, run, engineId }: GoneAbout, log: KeptLog): Omit<Run, 'stateText'> {
  const { end } = run;
  // The log of a pod ends with its exit code; that of several says nothing of the run.
  const exitCode = end?.exitCode ?? (log.about.hasEnded === true ? log.about.exitCode : undefined);
  return {
    id: runId,
    name: run.name,
    workload: run.workload,
    kind: run.kind,
    engineId,
    containerId: '',
    state: end?.state ?? stateOf(exitCode),
    createdAt: new Date(run.createdAt),
    finishedAt: new Date(end?.at ?? log.last),
    parameters: new Map(),
    image: run.image,
    imageId: '',
    ports: [],
    outputs: [],
    isGone: true,
    keptLog: resourceOfKept(log),
    ...definedOf({ exitCode, specPath: run.specPath }),
  };
}

function stateOf(exitCode: number | undefined): RunState {
  if (exitCode === undefined) return 'unknown';
  return exitCode === 0 ? 'ok' : 'failed';
}
