import { definedOf } from '../base/defined.ts';
import type { Failure } from '../base/failure.ts';
import { formatAge, formatDuration, formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { SubjectOf, TreeNode } from '../base/tree.ts';
import { sparkline } from '../metrics/sparkline.ts';
import { RUN_HEALTH } from '../runs/runHealth.ts';
import { byFolderAndPath, fileRow, lastName } from './fileRow.ts';
import { stateText } from './stateText.ts';
import type { Artifact, Experiment, TrackedRun } from './trackedRun.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';
import { type PagesAction, pagesAction } from './mlflowUi.ts';
import { isWritable, placeOf, TRAINYARD_ID, type TrackerKind, type TrackerRef } from './tracker.ts';

const KIND_ICONS: Readonly<Record<TrackerKind, string>> = {
  mlflow: 'beaker',
  dagshub: 'github-inverted',
  neptune: 'archive',
  tensorboard: 'graph-line',
  metricFiles: 'graph-line',
  trainyard: 'rocket',
};

/** What a row of a tracker says before it is opened. */
export function trackerNode(ref: TrackerRef): TreeNode {
  const where = placeOf(ref);
  const description = `${kindText(ref.kind)} · ${placeText(ref)}`;
  return {
    id: `tracker/${ref.id}`,
    label: ref.label,
    description,
    icon: KIND_ICONS[ref.kind],
    tooltip: [ref.label, description, where].filter(Boolean).join('\n'),
    isExpandable: true,
    actions: [
      'tracker',
      ref.place.form === 'server' ? 'server' : 'local',
      ...(isWritable(ref) ? ['canMakeExperiment'] : []),
      ...(ref.foundBy === 'user' ? ['byUser'] : []),
      ...pagesAction(ref),
    ],
    subject: { kind: 'tracker', trackerId: ref.id },
    spoken: t('Tracker {0}, {1}', ref.label, description),
  };
}

export function kindText(kind: TrackerKind): string {
  const texts: Readonly<Record<TrackerKind, string>> = {
    mlflow: 'MLflow',
    dagshub: 'DagsHub',
    neptune: 'Neptune',
    tensorboard: 'TensorBoard',
    metricFiles: t('metric files'),
    trainyard: 'Trainyard',
  };
  return texts[kind];
}

function placeText({ place }: TrackerRef): string {
  const texts = {
    fileStore: t('folder on this machine'),
    folder: t('folder on this machine'),
    file: t('file on this machine'),
    sqlite: t('SQLite file on this machine'),
    server: t('server'),
    logs: t('metrics in the logs of runs'),
  };
  return texts[place.form];
}

/** A row for what could not be read of a tracker. A click on one that wants to know who asks is the way to tell it. */
export function trackerFailureNode(parent: string, trackerId: string, failure: Failure): TreeNode {
  const node = failureNode(parent, failure);
  if (failure.code !== 'unauthorized') return node;
  return { ...node, open: { command: 'trainyard.experiments.signIn', args: [{ kind: 'tracker', trackerId }] } };
}

/** A row for what could not be read, with the way out. */
export function failureNode(parent: string, failure: Failure): TreeNode {
  return {
    id: `${parent}/failure`,
    label: failure.message,
    health: failure.code === 'forbidden' || failure.code === 'unauthorized' ? 'forbidden' : 'failed',
    ...definedOf({ description: failure.nextStep }),
    tooltip: [failure.message, failure.nextStep, failure.detail].filter(Boolean).join('\n'),
  };
}

/** A row that says that there is nothing, and how the first comes. */
export function emptyNode(parent: string, label: string, description: string): TreeNode {
  return { id: `${parent}/empty`, label, description, icon: 'info' };
}

/**
 * Experiments with the folders that `/` in their names makes, the last changed first. A folder with one experiment alone is no folder: its
 * experiment keeps the whole name.
 */
export function experimentNodes(facts: ExperimentRowFacts, experiments: readonly Experiment[]): readonly TreeNode[] {
  const { trackerId } = facts;
  const active = experiments.filter(({ isDeleted }) => !isDeleted);
  const deleted = experiments.filter(({ isDeleted }) => isDeleted);
  const rows = folderNodes({ ...facts, path: '' }, newestFirst(active));
  if (deleted.length === 0) return rows;
  const id = `tracker/${trackerId}/deleted`;
  const children = newestFirst(deleted).map((each) => experimentNode(facts, each, each.name));
  return [...rows, { id, label: t('Deleted'), description: String(deleted.length), icon: 'trash', children }];
}

export interface ExperimentRowFacts {
  readonly trackerId: string;
  readonly now: Date;
  /** The tracker has a writer. */
  readonly canChange?: boolean;
  /** Pages that show it. */
  readonly pages?: readonly PagesAction[];
}

interface Folder extends ExperimentRowFacts {
  /** Ends with `/`, but for the root, which is ''. */
  readonly path: string;
}

function folderNodes(folderFacts: Folder, experiments: readonly Experiment[]): readonly TreeNode[] {
  const { trackerId, path } = folderFacts;
  const folderOf = ({ name }: Experiment) => {
    const slash = name.indexOf('/', path.length + 1);
    return slash < 0 || slash === name.length - 1 ? undefined : name.slice(0, slash + 1);
  };
  const groups = Map.groupBy(experiments, folderOf);
  const shown = new Set<string>();
  return experiments.flatMap((experiment): readonly TreeNode[] => {
    const folder = folderOf(experiment);
    const members = groups.get(folder) ?? [];
    if (folder === undefined || members.length === 1)
      return [experimentNode(folderFacts, experiment, experiment.name.slice(path.length))];
    if (shown.has(folder)) return [];
    shown.add(folder);
    return [
      {
        id: `tracker/${trackerId}/folder/${folder}`,
        label: folder.slice(path.length, -1),
        description: t('{0} experiments', members.length),
        icon: 'folder',
        children: folderNodes({ ...folderFacts, path: folder }, members),
      },
    ];
  });
}

const newestFirst = (experiments: readonly Experiment[]) =>
  experiments.toSorted((a, b) => (b.changedAt ?? b.createdAt ?? 0) - (a.changedAt ?? a.createdAt ?? 0));

function experimentNode(facts: ExperimentRowFacts, experiment: Experiment, label: string): TreeNode {
  const { trackerId, now, canChange, pages = [] } = facts;
  const { id, name, isDeleted, trouble, changedAt, createdAt } = experiment;
  const when = changedAt ?? createdAt;
  const description =
    (trouble && shortTrouble(trouble)) ?? (when === undefined ? undefined : formatAge(new Date(when), now));
  const subject = { kind: 'experiment', trackerId, experimentId: id, name } as const;
  return {
    id: experimentRowId(trackerId, id),
    label,
    ...definedOf({ description }),
    ...(trouble ? { health: 'warning' as const } : { icon: 'beaker' }),
    tooltip: [name, trouble?.message, trouble?.nextStep, experiment.artifactLocation, tagText(experiment.tags)]
      .filter(Boolean)
      .join('\n'),
    isExpandable: true,
    actions: [
      'experiment',
      isDeleted ? 'isDeleted' : 'isActive',
      ...pages,
      ...(canChange === true ? [isDeleted ? 'canRestoreExperiment' : 'canChangeExperiment'] : []),
    ],
    subject,
    open: { command: 'trainyard.experiments.openTable', args: [subject] },
    spoken: [t('Experiment {0}', name), description].filter(Boolean).join(', '),
  };
}

export const experimentRowId = (trackerId: string, experimentId: string) =>
  `tracker/${trackerId}/experiment/${experimentId}`;

/** The first tags, a line each. */
export const tagText = (tags: ReadonlyMap<string, string>) =>
  Array.from(tags)
    .slice(0, 10)
    .map(([key, value]) => `${key} = ${value.slice(0, 200)}`)
    .join('\n');

export interface RunRowFacts extends ExperimentRowFacts {
  /** The metric that stands beside the name. */
  readonly metric?: string;
  /** Few values of that metric over the steps, by run. */
  readonly curves?: ReadonlyMap<string, readonly number[]>;
  /** Rows of what a run has left besides its artifacts. */
  readonly leftBy?: (run: TrackedRun, rowId: string) => readonly TreeNode[];
}

/** Runs with those that they hold below them; a run whose parent is not there stands by itself. */
export function runNodes(runs: readonly TrackedRun[], facts: RunRowFacts): readonly TreeNode[] {
  const ids = new Set(runs.map(({ id }) => id));
  const children = Map.groupBy(runs, (run) => {
    const parent = run.tags.get(TRACKED_RUN_TAGS.parentId);
    return parent !== undefined && parent !== run.id && ids.has(parent) ? parent : undefined;
  });
  const nodesOf = (parent: string | undefined, above: ReadonlySet<string>): readonly TreeNode[] =>
    (children.get(parent) ?? []).map((run) => {
      const below = new Set(above).add(run.id);
      // A ring of parents would never end.
      const inner = above.has(run.id) ? [] : nodesOf(run.id, below);
      return { ...runNode(run, facts), children: [...inner, ...belowOf(run, facts)] };
    });
  const roots = nodesOf(undefined, new Set());
  return roots.length > 0 || runs.length === 0
    ? roots
    : runs.map((run) => ({ ...runNode(run, facts), children: belowOf(run, facts) }));
}

/** What Trainyard's own runs leave is in the Runs view. */
const belowOf = (run: TrackedRun, { trackerId, leftBy }: RunRowFacts) =>
  trackerId === TRAINYARD_ID
    ? []
    : [...(leftBy?.(run, runRowId(trackerId, run.id)) ?? []), artifactsNode(run, trackerId)];

const runRowId = (trackerId: string, runId: string) => `tracker/${trackerId}/run/${runId}`;

/** Below a run, opened when somebody wants to see them. */
function artifactsNode(run: TrackedRun, trackerId: string): TreeNode {
  return {
    id: `tracker/${trackerId}/run/${run.id}/artifacts`,
    label: t('Artifacts'),
    icon: 'files',
    isExpandable: true,
    subject: { kind: 'artifact', trackerId, runId: run.id, path: '', name: run.name, isFolder: true },
    actions: ['artifactFolder'],
  };
}

type ArtifactSubject = SubjectOf<'artifact'>;

/** What lies in a folder of artifacts, folders first. */
export function artifactNodes(
  folder: ArtifactSubject,
  artifacts: readonly Artifact[],
  canChange = false,
): readonly TreeNode[] {
  const { trackerId, runId } = folder;
  return artifacts.toSorted(byFolderAndPath).map(({ path, isFolder, size }): TreeNode => {
    const name = lastName(path);
    const known = { kind: 'artifact', trackerId, runId, path, name, isFolder } as const;
    const fileActions = canChange && name === 'MLmodel' ? ['canRegisterModel'] : [];
    return fileRow(
      `tracker/${trackerId}/run/${runId}/artifact/${path}`,
      { ...known, ...definedOf({ size }) },
      { fileActions },
    );
  });
}

function runNode(run: TrackedRun, facts: RunRowFacts): TreeNode {
  const { trackerId, now } = facts;
  const { id, experimentId, trouble } = run;
  const name = run.name === '' ? id.slice(0, 12) : run.name;
  const description = descriptionOf(run, facts);
  const subject = { kind: 'trackedRun', trackerId, experimentId, runId: id, name } as const;
  return {
    id: runRowId(trackerId, id),
    label: name,
    description,
    ...(run.isDeleted ? { icon: 'trash' } : { health: trouble ? 'warning' : RUN_HEALTH[run.state] }),
    tooltip: tooltipOf(run, now),
    actions: [
      'trackedRun',
      run.isDeleted ? 'isDeleted' : 'isActive',
      ...(facts.pages ?? []),
      ...(run.state === 'running' ? ['isOn'] : []),
      ...(facts.canChange === true ? runChanges(run) : []),
    ],
    subject,
    open: { command: 'trainyard.experiments.openRun', args: [subject] },
    spoken: [t('Run {0}', name), description].filter(Boolean).join(', '),
  };
}

function runChanges({ isDeleted, state }: TrackedRun): readonly string[] {
  if (isDeleted) return ['canRestoreRun'];
  return state === 'running' ? ['canChangeRun', 'canEndRun'] : ['canChangeRun'];
}

function descriptionOf(run: TrackedRun, { now, metric, curves }: RunRowFacts): string {
  const value = metric === undefined ? undefined : run.metrics.get(metric);
  const curve = curves?.get(run.id);
  return [
    run.isDeleted ? t('deleted') : undefined,
    run.trouble && shortTrouble(run.trouble),
    metric === undefined || value === undefined ? undefined : `${metric} ${formatMetric(value)}`,
    curve && curve.length > 1 ? sparkline(curve) : undefined,
    // Files seldom say how a run ended: its icon says that it is unknown, and its tooltip.
    run.state === 'unknown' ? undefined : stateText(run.state),
    run.startedAt === undefined ? undefined : formatAge(new Date(run.endedAt ?? run.startedAt), now),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

/** A row is narrow, and the reason counts: of a path the name of the file is said. The tooltip has it whole. */
function shortTrouble({ message, location }: Failure): string {
  const name = location?.path.split(/[/\\]/).findLast((part) => part !== '');
  return location && name !== undefined ? message.replace(location.path, () => name) : message;
}

function tooltipOf(run: TrackedRun, now: Date): string {
  const { startedAt, endedAt } = run;
  const lines = [
    run.name === '' ? run.id : `${run.name} (${run.id})`,
    stateText(run.state),
    run.trouble?.message,
    run.trouble?.nextStep,
    run.user === undefined ? undefined : t('User: {0}', run.user),
    startedAt === undefined ? undefined : t('Started {0}', formatAge(new Date(startedAt), now)),
    startedAt === undefined || endedAt === undefined ? undefined : t('Took {0}', formatDuration(endedAt - startedAt)),
    ...Array.from(run.metrics, ([key, value]) => `${key} ${formatMetric(value)}`).slice(0, 12),
    ...Array.from(run.params, ([key, value]) => `${key} = ${value.slice(0, 120)}`).slice(0, 20),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}
