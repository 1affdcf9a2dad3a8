import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterSubject } from '../../domain/base/tree.ts';
import type { ForwardList } from '../../domain/cluster/forwardList.ts';
import { isChanging } from '../../domain/cluster/rowContext.ts';
import { pausePatch, suspendPatch } from '../../domain/rollout/patches.ts';
import { writable } from '../shared/contextProtection.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { patchObject, restart, scale, stopRun } from './changeWorkload.ts';
import { attachDebugger } from './attachDebugger.ts';
import type { ChangeDiffs } from './changeDiffs.ts';
import { browseFiles } from './browseFiles.ts';
import { copyFromClaim, copyToClaim } from './claimActions.ts';
import { type ClusterTarget, clusterSubjectOf, targetOf } from './clusterTarget.ts';
import { cordonPatch, drainNode } from './drainNode.ts';
import type { ObjectEditor } from './editObject.ts';
import { forwardPort } from './forwards.ts';
import { followServed } from './forwardServed.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import type { ManifestOrigins } from './manifestOrigins.ts';
import { copyFromPod, copyToPod, openLogBeforeRestart, openPodLog, openPodShell } from './podActions.ts';
import { pickTarget, type Wish } from './pickTarget.ts';
import type { RecentObjects } from './recentObjects.ts';
import { removeObjects } from './removeObjects.ts';
import { runCommand } from './runCommand.ts';
import { showGpuUse } from './showGpuUse.ts';
import { describeObject, showEvents, showYaml } from './showObject.ts';
import type { UndoApply } from './undoApply.ts';
import { undoRollout } from './undoRollout.ts';
import { explainPending } from './explainPending.ts';

/** What the actions share over their lives. */
export interface KubernetesTools {
  readonly editor: ObjectEditor;
  readonly forwards: ForwardList;
  readonly recent: RecentObjects;
  readonly diffs: ChangeDiffs;
  readonly undoApply: UndoApply;
  readonly origins: ManifestOrigins;
}

/** What a command was called with. */
export interface ClusterRows {
  readonly clicked: unknown;
  readonly selected: unknown;
}

type Act = (
  deps: KubernetesDeps,
  target: ClusterTarget,
  more: { readonly tools: KubernetesTools; readonly signal: AbortSignal },
) => Promise<Result<unknown>>;
type Action = (deps: KubernetesDeps, tools: KubernetesTools, rows: ClusterRows) => Promise<Result<unknown>>;

function chosenOf({ clicked, selected }: ClusterRows): readonly ClusterSubject[] {
  return subjectsOf(clicked, selected).flatMap((subject) => clusterSubjectOf(subject) ?? []);
}

/** What the key binding of package.json hands over: it acts on the selected rows, and asks nobody which. */
const FROM_KEY = 'selection';

function selectedIn({ tree }: KubernetesDeps): readonly ClusterSubject[] {
  return tree.selectedSubjects().flatMap((subject) => ('clusterId' in subject ? [subject] : []));
}

/** What a command was called for; one of the palette asks. */
async function subjectsFor(
  deps: KubernetesDeps,
  { recent }: KubernetesTools,
  rows: ClusterRows,
  wish: Wish,
): Promise<Result<readonly ClusterSubject[]>> {
  const chosen = rows.clicked === FROM_KEY ? selectedIn(deps) : chosenOf(rows);
  if (rows.clicked === FROM_KEY && chosen.length === 0) return fail(CANCELLED);
  return chosen.length > 0 ? ok(chosen) : await pickTarget(deps, recent, wish);
}

/** What is done with one object: the clicked or the picked one. */
function one(action: string, title: () => string, act: Act): Action {
  return async (deps, tools, rows) => {
    const subjects = await subjectsFor(deps, tools, rows, { action, title: title() });
    if (!subjects.ok) return subjects;
    const [subject] = subjects.value;
    if (!subject) return fail(CANCELLED);
    const target = await targetOf(deps.clusters, subject);
    if (!target.ok) return target;
    const allowed = isChanging(action) ? writable(target.value.cluster) : ok(undefined);
    if (!allowed.ok) return allowed;
    const done = await act(deps, target.value, { tools, signal: new AbortController().signal });
    if (done.ok) await tools.recent.add(subject);
    else if (done.failure.code === 'not-found') await tools.recent.forget(subject);
    return done;
  };
}

interface PatchWords {
  readonly title: () => string;
  readonly doing: (name: string) => string;
}

const patch = (action: string, { title, doing }: PatchWords, change: (target: ClusterTarget) => object): Action =>
  one(action, title, (_deps, target) => patchObject(target, doing(target.ref.name), change(target)));

/** Everything that can be done with an object of a cluster. What changes it is refused in a read-only context, from wherever it was called. */
export const KUBERNETES_ACTIONS = {
  describe: one(
    'canDescribe',
    () => t('Describe object'),
    (deps, target, { signal }) => describeObject(deps, target, signal),
  ),
  showYaml: one(
    'canShowYaml',
    () => t('Show YAML of object'),
    (deps, target, { signal }) => showYaml(deps, target, signal),
  ),
  editYaml: one(
    'canEditYaml',
    () => t('Edit YAML of object'),
    (_deps, target, { tools, signal }) => tools.editor.edit(target, signal),
  ),
  events: one(
    'canEvents',
    () => t('Show events of object'),
    (deps, target, { signal }) => showEvents(deps, target, signal),
  ),
  whyPending: one(
    'canWhyPending',
    () => t('Why does it not start?'),
    (deps, target, more) => explainPending(deps, target, more),
  ),
  logs: one(
    'canLogs',
    () => t('Follow log of pods'),
    (deps, target, { signal }) => openPodLog(deps, target, signal),
  ),
  logBefore: one(
    'canLogBefore',
    () => t('Show log before the restart'),
    (deps, target, { signal }) => openLogBeforeRestart(deps, target, signal),
  ),
  shell: one(
    'canShell',
    () => t('Open shell in pod'),
    (_deps, target, { signal }) => openPodShell(target, signal),
  ),
  runCommand: one(
    'canShell',
    () => t('Run command'),
    (deps, target, { signal }) => runCommand(deps, target, signal),
  ),
  showGpuUse: one(
    'canShowGpuUse',
    () => t('Show GPU use of pod'),
    (deps, target, { signal }) => showGpuUse(deps, target, signal),
  ),
  attachDebugger: one(
    'canDebug',
    () => t('Attach Python debugger'),
    (deps, target, { tools }) => attachDebugger(deps, tools.forwards, target),
  ),
  forward: one(
    'canForward',
    () => t('Forward port'),
    (deps, target, { tools, signal }) => forwardPort(deps, tools.forwards, target, signal),
  ),
  served: one(
    'canForward',
    () => t('Forward port'),
    (deps, target, { tools, signal }) => followServed(deps, tools.forwards, target, signal),
  ),
  copyFrom: one(
    'canCopyFiles',
    () => t('Copy files from pod'),
    (deps, target, { signal }) => copyFromPod(deps, target, signal),
  ),
  copyTo: one(
    'canCopyFiles',
    () => t('Copy files to pod'),
    (deps, target, { signal }) => copyToPod(deps, target, signal),
  ),
  browseFiles: one(
    'canBrowseFiles',
    () => t('Browse files'),
    (deps, target, { signal }) => browseFiles(deps, target, signal),
  ),
  copyFromClaim: one(
    'canBrowse',
    () => t('Copy files from claim'),
    (deps, target) => copyFromClaim(deps, target),
  ),
  copyToClaim: one(
    'canBrowse',
    () => t('Copy files to claim'),
    (deps, target) => copyToClaim(deps, target),
  ),
  scale: one(
    'canScale',
    () => t('Scale workload'),
    (deps, target, { signal }) => scale(deps, target, signal),
  ),
  restart: one(
    'canRestart',
    () => t('Restart rollout'),
    (deps, target) => restart(deps, target),
  ),
  pause: patch('canPause', { title: () => t('Pause rollout'), doing: (name) => t('Pausing {0}', name) }, () =>
    pausePatch(true),
  ),
  resume: patch('canResume', { title: () => t('Resume'), doing: (name) => t('Resuming {0}', name) }, ({ ref }) =>
    ref.resource.kind === 'Deployment' ? pausePatch(false) : suspendPatch(false, ref.resource.kind),
  ),
  suspend: patch(
    'canSuspend',
    { title: () => t('Suspend job'), doing: (name) => t('Suspending {0}', name) },
    ({ ref }) => suspendPatch(true, ref.resource.kind),
  ),
  stopRun: one(
    'canSuspend',
    () => t('Stop run in cluster'),
    (_deps, target) => stopRun(target),
  ),
  undo: one(
    'canUndo',
    () => t('Undo rollout'),
    (deps, target, more) => undoRollout(deps, target, more),
  ),
  cordon: patch('canCordon', { title: () => t('Cordon node'), doing: (name) => t('Cordoning {0}', name) }, () =>
    cordonPatch(false),
  ),
  uncordon: patch('canUncordon', { title: () => t('Uncordon node'), doing: (name) => t('Uncordoning {0}', name) }, () =>
    cordonPatch(true),
  ),
  drain: one(
    'canDrain',
    () => t('Drain node'),
    (deps, target, { signal }) => drainNode(deps, target, signal),
  ),
  remove: async (deps: KubernetesDeps, tools: KubernetesTools, rows: ClusterRows): Promise<Result<unknown>> => {
    const wish = { action: 'canDelete', title: t('Delete object'), takesMany: true };
    const subjects = await subjectsFor(deps, tools, rows, wish);
    if (!subjects.ok) return subjects;
    const targets: ClusterTarget[] = [];
    for (const subject of subjects.value) {
      const target = await targetOf(deps.clusters, subject);
      if (!target.ok) return target;
      targets.push(target.value);
    }
    // One question names one cluster: what is protected must not slip through with what is not.
    const [first] = targets;
    const same = targets.filter(({ cluster }) => cluster.connection.id === first?.cluster.connection.id);
    if (same.length < targets.length) {
      return fail({
        code: 'invalid',
        message: t('The selected objects are in several clusters.'),
        nextStep: t('Delete those of one cluster at a time.'),
      });
    }
    const removed = await removeObjects(deps, targets, new AbortController().signal);
    if (removed.ok) for (const subject of subjects.value) await tools.recent.forget(subject);
    return removed;
  },
} satisfies Readonly<Record<string, Action>>;
