import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { ForwardList } from '../../domain/cluster/forwardList.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { HELM_ACTIONS } from './helmActions.ts';
import type { KUBERNETES_ACTIONS, KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Commands on objects of Kubernetes clusters. What they do is loaded when one is first run. */
export function registerKubernetes(deps: KubernetesDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  const forwards = store.add(new ForwardList());
  const loadTools = lazy(() => createTools(deps, store, forwards));
  const does = (name: keyof typeof KUBERNETES_ACTIONS) => async (clicked?: unknown, selected?: unknown) => {
    const [actions, tools] = await Promise.all([import('./kubernetesActions.ts'), loadTools()]);
    return await actions.KUBERNETES_ACTIONS[name](deps, tools, { clicked, selected });
  };
  store.add(commands.register('trainyard.clusters.describe', does('describe')));
  store.add(commands.register('trainyard.clusters.showYaml', does('showYaml')));
  store.add(commands.register('trainyard.clusters.editYaml', does('editYaml')));
  store.add(commands.register('trainyard.clusters.events', does('events')));
  store.add(commands.register('trainyard.clusters.whyPending', does('whyPending')));
  store.add(commands.register('trainyard.clusters.logs', does('logs')));
  store.add(commands.register('trainyard.clusters.logBefore', does('logBefore')));
  store.add(registerFollowByLabel(deps));
  store.add(commands.register('trainyard.clusters.shell', does('shell')));
  store.add(commands.register('trainyard.clusters.runCommand', does('runCommand')));
  store.add(commands.register('trainyard.clusters.showGpuUse', does('showGpuUse')));
  store.add(commands.register('trainyard.clusters.attachDebugger', does('attachDebugger')));
  store.add(commands.register('trainyard.clusters.forward', does('forward')));
  store.add(commands.register('trainyard.clusters.served', does('served')));
  store.add(registerFileCommands(commands, does));
  store.add(commands.register('trainyard.clusters.scale', does('scale')));
  store.add(commands.register('trainyard.clusters.restart', does('restart')));
  store.add(commands.register('trainyard.clusters.pause', does('pause')));
  store.add(commands.register('trainyard.clusters.resume', does('resume')));
  store.add(commands.register('trainyard.clusters.suspend', does('suspend')));
  store.add(commands.register('trainyard.clusters.stopRun', does('stopRun')));
  store.add(commands.register('trainyard.clusters.undo', does('undo')));
  store.add(commands.register('trainyard.clusters.cordon', does('cordon')));
  store.add(commands.register('trainyard.clusters.uncordon', does('uncordon')));
  store.add(commands.register('trainyard.clusters.drain', does('drain')));
  store.add(commands.register('trainyard.clusters.remove', does('remove')));
  registerApplying(deps, store, loadTools);
  store.add(
    commands.register('trainyard.clusters.showForwards', async () => {
      const { showForwards } = await import('./forwards.ts');
      return await showForwards(forwards);
    }),
  );
  registerReleases(deps, store, loadTools);
  return store;
}

/** Commands on releases of helm. */
function registerReleases(
  deps: KubernetesDeps,
  store: DisposableStore,
  loadTools: () => Promise<KubernetesTools>,
): void {
  const { commands } = deps;
  const does = (name: keyof typeof HELM_ACTIONS) => async (clicked?: unknown, selected?: unknown) => {
    const { HELM_ACTIONS: actions } = await import('./helmActions.ts');
    return await actions[name](deps, { clicked, selected });
  };
  store.add(commands.register('trainyard.helm.describe', does('describe')));
  store.add(commands.register('trainyard.helm.notes', does('notes')));
  store.add(commands.register('trainyard.helm.values', does('values')));
  store.add(commands.register('trainyard.helm.manifest', does('manifest')));
  store.add(commands.register('trainyard.helm.history', does('history')));
  store.add(commands.register('trainyard.helm.rollBack', does('rollBack')));
  store.add(commands.register('trainyard.helm.uninstall', does('uninstall')));
  store.add(
    commands.register('trainyard.helm.deploy', async (clicked, selected) => {
      const [{ deployChart }, tools] = await Promise.all([import('./helmDeploy.ts'), loadTools()]);
      return await deployChart(deps, tools, { clicked, selected });
    }),
  );
}

type Does = (name: keyof typeof KUBERNETES_ACTIONS) => (clicked?: unknown, selected?: unknown) => Promise<unknown>;

function registerFileCommands(commands: KubernetesDeps['commands'], does: Does): Disposable {
  const store = new DisposableStore();
  store.add(commands.register('trainyard.clusters.copyFrom', does('copyFrom')));
  store.add(commands.register('trainyard.clusters.copyTo', does('copyTo')));
  store.add(commands.register('trainyard.clusters.browseFiles', does('browseFiles')));
  store.add(commands.register('trainyard.clusters.copyFromClaim', does('copyFromClaim')));
  store.add(commands.register('trainyard.clusters.copyToClaim', does('copyToClaim')));
  return store;
}

async function createTools(
  deps: KubernetesDeps,
  store: DisposableStore,
  forwards: ForwardList,
): Promise<KubernetesTools> {
  const [{ ObjectEditor }, { createChangeDiffs }, { RecentObjects }, { UndoApply }, { ManifestOrigins }] =
    await Promise.all([
      import('./editObject.ts'),
      import('./changeDiffs.ts'),
      import('./recentObjects.ts'),
      import('./undoApply.ts'),
      import('./manifestOrigins.ts'),
    ]);
  const diffs = store.add(createChangeDiffs());
  const editor = store.add(new ObjectEditor(deps, diffs));
  const [recent, origins] = [new RecentObjects(deps.workspaceState), new ManifestOrigins(deps.workspaceState)];
  return { editor, forwards, recent, diffs, undoApply: new UndoApply(), origins };
}

function registerApplying(
  deps: KubernetesDeps,
  store: DisposableStore,
  loadTools: () => Promise<KubernetesTools>,
): void {
  const { commands } = deps;
  const applies = (what: 'applyFile' | 'applyFolder') => async (clicked?: unknown) => {
    const [apply, tools] = await Promise.all([import('./applyFile.ts'), loadTools()]);
    return await apply[what](deps, tools, clicked);
  };
  store.add(commands.register('trainyard.clusters.apply', applies('applyFile')));
  store.add(commands.register('trainyard.clusters.applyFolder', applies('applyFolder')));
  store.add(
    commands.register('trainyard.clusters.compareFile', async (clicked) => {
      const [{ compareFile }, tools] = await Promise.all([import('./compareFile.ts'), loadTools()]);
      return await compareFile(deps, tools, clicked);
    }),
  );
  store.add(commands.register('trainyard.clusters.decideApply', async () => (await loadTools()).diffs.decide()));
  store.add(
    commands.register('trainyard.clusters.undoApply', async (id) =>
      (await loadTools()).undoApply.undo(deps, typeof id === 'string' ? id : undefined),
    ),
  );
}

function registerFollowByLabel(deps: KubernetesDeps): Disposable {
  return deps.commands.register('trainyard.clusters.followByLabel', async (clicked, selected) => {
    const { followByLabel } = await import('./followByLabel.ts');
    const subject = subjectsOf(clicked, selected).find((each) => 'clusterId' in each);
    return await followByLabel(deps, deps.workspaceState, subject);
  });
}
