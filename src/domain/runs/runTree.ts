import { definedOf } from '../base/defined.ts';
import { formatAge, formatDuration, formatMetric, formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { NodeSubject, TreeNode } from '../base/tree.ts';
import { sparkline } from '../metrics/sparkline.ts';
import { metricSource, progressText } from './progressText.ts';
import type { Run } from './run.ts';
import { RUN_HEALTH } from './runHealth.ts';

/** Runs grouped by workload, the workload with the newest run first; one workload alone needs no group. */
export function runTree(runs: readonly Run[], now: Date): readonly TreeNode[] {
  const groups = Map.groupBy(runs, (run) => run.workload);
  if (groups.size === 1) return runs.map((run) => runNode(run, now));
  return [...groups].map(([workload, members]) => ({
    id: `workload/${workload}`,
    label: workload,
    description: workloadDescription(members),
    icon: 'rocket',
    expanded: true,
    children: members.map((run) => runNode(run, now)),
    actions: ['workload'],
  }));
}

function workloadDescription(runs: readonly Run[]): string {
  const running = runs.filter((run) => run.state === 'running').length;
  return running > 0 ? t('{0} running, {1} in all', running, runs.length) : t('{0} runs', runs.length);
}

export function runNode(run: Run, now: Date): TreeNode {
  const health = run.staleSince ? 'stale' : run.silent ? 'warning' : RUN_HEALTH[run.state];
  const description = descriptionOf(run, now);
  const subject = subjectOf(run);
  return {
    id: `run/${run.engineId}/${run.id}`,
    label: run.name,
    description,
    health,
    tooltip: tooltipOf(run),
    spoken: t('Run {0}, {1}', run.name, description),
    actions: actionsOf(run),
    children: detailNodes(run, now),
    subject,
    open: openOf(run, subject),
  };
}

/** A click opens the log: that of its pods, or the one that was kept when these are gone. */
function openOf(run: Run, subject: NodeSubject): NonNullable<TreeNode['open']> {
  if (run.keptLog !== undefined && run.containerId === '') {
    const { id: runId, engineId, keptLog: containerId } = run;
    return { command: 'trainyard.logs.open', args: [{ engineId, containerId, title: run.name, runId }] };
  }
  return { command: run.cluster ? 'trainyard.clusters.logs' : 'trainyard.containers.logs', args: [subject] };
}

function subjectOf({
  id,
  engineId,
  containerId,
  name,
  cluster,
  keptLog,
}: Run): Extract<NodeSubject, { readonly kind: 'run' }> {
  const subject = { kind: 'run', runId: id, engineId, containerId, name, ...definedOf({ keptLog }) } as const;
  if (!cluster) return subject;
  const { clusterId, namespace, objectKind, objectName } = cluster;
  return { ...subject, cluster: { clusterId, namespace, objectKind, objectName } };
}

/** State first, then how far it is: what a person looks for while a run is on. */
function descriptionOf(run: Run, now: Date): string {
  const stale = run.staleSince ? t('stale since {0}', formatTime(run.staleSince)) : undefined;
  const state = run.failure ? t('failed: {0}', run.failure.message) : run.stateText;
  const silent = run.silent ? t('{0} silent', run.silent.join(', ')) : undefined;
  const progress = run.progress ? progressText(run.progress, run.state === 'running') : undefined;
  const when = run.state === 'running' ? undefined : formatAge(run.finishedAt ?? run.createdAt, now);
  const uses = run.cluster?.gpuUse ?? [];
  return [stale, silent, progress === undefined || run.state !== 'running' ? state : undefined, progress, ...uses, when]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function tooltipOf(run: Run): string {
  const facts: (string | undefined)[] = [
    `${run.name}: ${run.stateText}`,
    run.failure?.nextStep,
    t('Workload: {0}', run.workload),
    t('Image: {0}', run.image),
    run.commit === undefined ? undefined : t('Commit: {0}', commitText(run)),
    run.from && t('Started from {0}', run.from.name),
    run.progress && metricSource(run.progress),
    run.exitCode === undefined ? undefined : t('Exit code: {0}', run.exitCode),
    ...(run.cluster?.gpuUse ?? []),
    ...[...run.parameters].map(([name, value]) => `${name} = ${value}`),
  ];
  return facts.filter((fact) => fact !== undefined).join('\n');
}

function commitText(run: Run): string {
  const short = (run.commit ?? '').slice(0, 10);
  return run.isDirty === true ? t('{0} with uncommitted changes', short) : short;
}

function actionsOf(run: Run): string[] {
  const isOn = run.state === 'running';
  if (run.isGone === true) return ['run', 'canKeptLog', 'canRemoveKept'];
  if (run.cluster) return clusterActions(run, isOn || run.state === 'queued');
  return [
    'run',
    'canShowLogs',
    'canInspect',
    'canCopyFiles',
    'canRerun',
    'canCompare',
    ...(run.isDirty === true ? ['canShowChanges'] : []),
    ...(run.commit === undefined ? [] : ['canRestoreCode']),
    ...(isOn ? ['canStop', 'canKill', 'canOpenShell', 'canShowUsage', 'canRestart'] : ['canRemove', 'canRestart']),
    ...(run.ports.length > 0 && isOn ? ['canOpenPort'] : []),
    ...(run.isDebugged === true && isOn ? ['canDebugContainer'] : []),
    ...(run.outputs.length > 0 ? ['canBringOutputs'] : []),
  ];
}

/** A run in a cluster is acted on as the object that it is there. */
function clusterActions(run: Run, isOn: boolean): string[] {
  const hasPods = run.containerId !== '';
  return [
    'ofCluster',
    'run',
    'canDescribe',
    'canShowYaml',
    'canEvents',
    'canRerun',
    'canCompare',
    ...(run.isDirty === true ? ['canShowChanges'] : []),
    ...(run.commit === undefined ? [] : ['canRestoreCode']),
    ...(hasPods ? ['canLogs'] : []),
    ...(run.keptLog === undefined ? [] : ['canKeptLog']),
    ...(run.state === 'running' && hasPods ? ['canShell', 'canCopyFiles', 'canBrowseFiles', 'canForward'] : []),
    ...askableActions(run, isOn),
    ...(run.outputs.length > 0 ? ['canBringOutputs'] : []),
    ...(isOn ? ['canStopRun'] : []),
    ...(run.state === 'queued' || run.state === 'failed' ? ['canWhyPending'] : []),
    'canDelete',
  ];
}

function askableActions({ state, cluster }: Run, isOn: boolean): string[] {
  return [
    ...(state === 'running' && (cluster?.gpus ?? 0) > 0 ? ['canShowGpuUse'] : []),
    // Attaching waits for pods that do not run yet.
    ...(isOn && cluster?.debugPort !== undefined ? ['canDebug'] : []),
  ];
}

function detailNodes(run: Run, now: Date): readonly TreeNode[] {
  const id = `run/${run.engineId}/${run.id}`;
  const facts: TreeNode[] = [];
  const add = (key: string, label: string, description: string | undefined, icon: string) => {
    if (description !== undefined && description !== '') facts.push({ id: `${id}/${key}`, label, description, icon });
  };
  add('failure', t('Cause'), run.failure?.message, 'lightbulb');
  add('next', t('What to do'), run.failure?.nextStep, 'wrench');
  add('silent', t('Silent'), silentText(run), 'bell-dot');
  add('failedFirst', t('Failed first'), run.failedFirst, 'error');
  for (const [name, value] of run.progress?.metrics ?? [])
    add(`metric/${name}`, name, metricText(run, name, value), 'graph-line');
  add('duration', t('Duration'), durationOf(run, now), 'watch');
  add(
    'parameters',
    t('Parameters'),
    [...run.parameters].map(([name, value]) => `${name}=${value}`).join(' '),
    'symbol-parameter',
  );
  if (run.cluster) add('place', t('Namespace'), run.cluster.namespace, 'symbol-namespace');
  add('image', t('Image'), run.image, 'package');
  if (run.commit !== undefined) add('commit', t('Commit'), commitText(run), 'git-commit');
  for (const port of run.ports) {
    add(`port/${port.containerPort}`, t('Port {0}', port.containerPort), `${port.hostIp}:${port.hostPort}`, 'plug');
  }
  return facts;
}

function silentText({ silent }: Run): string | undefined {
  return silent && t('{0}: nothing written for long, while others go on', silent.join(', '));
}

function metricText(run: Run, name: string, value: number): string {
  const history = run.progress?.history.get(name) ?? [];
  const line = sparkline(history.map((point) => point.value));
  return line === '' ? formatMetric(value) : `${formatMetric(value)}  ${line}`;
}

function durationOf(run: Run, now: Date): string | undefined {
  if (!run.startedAt) return undefined;
  return formatDuration((run.finishedAt ?? now).getTime() - run.startedAt.getTime());
}
