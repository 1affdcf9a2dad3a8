import { fail, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterSubject } from '../../domain/base/tree.ts';
import type { ForwardList } from '../../domain/cluster/forwardList.ts';
import { pausePatch, suspendPatch } from '../../domain/rollout/patches.ts';
import { writable } from '../shared/contextProtection.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { patchObject, restart, scale, stopRun } from './changeWorkload.ts';
import { copyFromClaim, copyToClaim } from './claimActions.ts';
import { type ClusterTarget, clusterSubjectOf, targetOf } from './clusterTarget.ts';
import { cordonPatch, drainNode } from './drainNode.ts';
import type { ObjectEditor } from './editObject.ts';
import { forwardPort } from './forwards.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { copyFromPod, copyToPod, openPodLog, openPodShell } from './podActions.ts';
import { removeObjects } from './removeObjects.ts';
import { describeObject, showEvents, showYaml } from './showObject.ts';
import { undoRollout } from './undoRollout.ts';
import { explainPending } from './explainPending.ts';

/** What the actions share over their lives. */
export interface KubernetesTools {
  readonly editor: ObjectEditor;
  readonly forwards: ForwardList;
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

const NOTHING_CHOSEN = () =>
  fail({
    code: 'invalid',
    message: t('No object of a cluster is chosen.'),
    nextStep: t('Choose a row in the Clusters view, or use its menu.'),
  });

function chosenOf({ clicked, selected }: ClusterRows): readonly ClusterSubject[] {
  return subjectsOf(clicked, selected).flatMap((subject) => clusterSubjectOf(subject) ?? []);
}

/** What is done with one object: the clicked one. */
function one(act: Act): Action {
  return async (deps, tools, rows) => {
    const [subject] = chosenOf(rows);
    if (!subject) return NOTHING_CHOSEN();
    const target = await targetOf(deps.clusters, subject);
    return target.ok ? await act(deps, target.value, { tools, signal: new AbortController().signal }) : target;
  };
}

/** What changes the cluster or what runs in it, from wherever it was called: nothing of it is done in a read-only context. */
const changing = (act: Act): Action =>
  one(async (deps, target, more) => {
    const allowed = writable(target.cluster);
    return allowed.ok ? await act(deps, target, more) : allowed;
  });

const patch = (title: (name: string) => string, change: (target: ClusterTarget) => object): Action =>
  changing((_deps, target) => patchObject(target, title(target.ref.name), change(target)));

/** Everything that can be done with an object of a cluster. */
export const KUBERNETES_ACTIONS = {
  describe: one((deps, target, { signal }) => describeObject(deps, target, signal)),
  showYaml: one((deps, target, { signal }) => showYaml(deps, target, signal)),
  editYaml: changing((_deps, target, { tools, signal }) => tools.editor.edit(target, signal)),
  events: one((deps, target, { signal }) => showEvents(deps, target, signal)),
  whyPending: one((deps, target, { signal }) => explainPending(deps, target, signal)),
  logs: one((deps, target, { signal }) => openPodLog(deps, target, signal)),
  shell: changing((_deps, target, { signal }) => openPodShell(target, signal)),
  forward: one((deps, target, { tools, signal }) => forwardPort(deps, tools.forwards, target, signal)),
  copyFrom: one((deps, target, { signal }) => copyFromPod(deps, target, signal)),
  copyTo: changing((deps, target, { signal }) => copyToPod(deps, target, signal)),
  copyFromClaim: changing((deps, target) => copyFromClaim(deps, target)),
  copyToClaim: changing((deps, target) => copyToClaim(deps, target)),
  scale: changing((deps, target, { signal }) => scale(deps, target, signal)),
  restart: changing((deps, target) => restart(deps, target)),
  pause: patch(
    (name) => t('Pausing {0}', name),
    () => pausePatch(true),
  ),
  resume: patch(
    (name) => t('Resuming {0}', name),
    ({ ref }) => (ref.resource.kind === 'Deployment' ? pausePatch(false) : suspendPatch(false)),
  ),
  suspend: patch(
    (name) => t('Suspending {0}', name),
    () => suspendPatch(true),
  ),
  stopRun: changing((_deps, target, { signal }) => stopRun(target, signal)),
  undo: changing((deps, target, { signal }) => undoRollout(deps, target, signal)),
  cordon: patch(
    (name) => t('Cordoning {0}', name),
    () => cordonPatch(false),
  ),
  uncordon: patch(
    (name) => t('Uncordoning {0}', name),
    () => cordonPatch(true),
  ),
  drain: changing((deps, target, { signal }) => drainNode(deps, target, signal)),
  remove: async (deps: KubernetesDeps, _tools: KubernetesTools, rows: ClusterRows): Promise<Result<unknown>> => {
    const subjects = chosenOf(rows);
    const targets: ClusterTarget[] = [];
    for (const subject of subjects) {
      const target = await targetOf(deps.clusters, subject);
      if (!target.ok) return target;
      targets.push(target.value);
    }
    if (targets.length === 0) return NOTHING_CHOSEN();
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
    return await removeObjects(deps, targets, new AbortController().signal);
  },
} satisfies Readonly<Record<string, Action>>;
