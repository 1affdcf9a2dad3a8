import { env, window, workspace } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import { onDidChangeSetting } from '../../adapters/vscode/settings.ts';
import { VIEWS } from '../../contributes/views.ts';
import { assertNever, CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { Engine, EngineHub } from '../../domain/engines/engineHub.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import { ClustersModel } from './clustersModel.ts';

/** The Clusters view and what can be done with engines, images' names, volumes and networks in it. */
export function registerClusters({
  commands,
  hub,
  confirm,
  documents,
}: {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly confirm: Confirm;
  readonly documents: ReadOnlyDocuments;
}): Disposable & { readonly provider: TreeViewProvider } {
  const store = new DisposableStore();
  const model = store.add(new ClustersModel(hub, systemClock));
  const { provider } = store.add(createTreeView(VIEWS.clusters, model, { canSelectMany: true }));
  store.add(onDidChangeSetting(['trainyard.engines.hosts'], () => hub.forget()));
  store.add(
    commands.register(
      'trainyard.clusters.refresh',
      (clicked) => {
        const [subject] = subjectsOf(clicked, undefined);
        model.refresh(subject && 'engineId' in subject ? subject.engineId : undefined);
      },
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.clusters.copyName',
      async (clicked, selected) => {
        const names = subjectsOf(clicked, selected).map(nameOf);
        if (names.length > 0) await env.clipboard.writeText(names.join('\n'));
      },
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register('trainyard.clusters.inspect', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      return subject ? await inspect(hub, subject, documents) : undefined;
    }),
  );
  registerRemoval({ commands, hub, confirm }, store);
  store.add(commands.register('trainyard.clusters.addEngine', () => addEngine(), { needsTrust: false }));
  return { provider, dispose: () => store.dispose() };
}

interface RemovalDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly confirm: Confirm;
}

function registerRemoval({ commands, hub, confirm }: RemovalDeps, store: DisposableStore): void {
  store.add(
    commands.register('trainyard.clusters.removeVolume', async (clicked, selected) => {
      const volumes = subjectsOf(clicked, selected).flatMap((each) => (each.kind === 'volume' ? [each] : []));
      const question = {
        message:
          volumes.length === 1
            ? t('Remove the volume {0}?', volumes[0]?.name ?? '')
            : t('Remove {0} volumes?', volumes.length),
        detail: t('The data in it is lost for good.'),
        verb: t('Remove'),
      };
      if (volumes.length === 0 || !(await confirm(question))) return fail(CANCELLED);
      return await forEachEngine(hub, volumes, (engine, { name }, signal) => engine.control.removeVolume(name, signal));
    }),
  );
  store.add(
    commands.register('trainyard.clusters.removeNetwork', async (clicked, selected) => {
      const networks = subjectsOf(clicked, selected).flatMap((each) => (each.kind === 'network' ? [each] : []));
      const question = {
        message:
          networks.length === 1
            ? t('Remove the network {0}?', networks[0]?.name ?? '')
            : t('Remove {0} networks?', networks.length),
        verb: t('Remove'),
      };
      if (networks.length === 0 || !(await confirm(question))) return fail(CANCELLED);
      return await forEachEngine(hub, networks, (engine, { networkId }, signal) =>
        engine.control.removeNetwork(networkId, signal),
      );
    }),
  );
}

function nameOf(subject: NodeSubject): string {
  if ('name' in subject) return subject.name;
  if (subject.kind === 'workload') return subject.workload;
  return subject.kind === 'build' ? subject.buildId : subject.engineId;
}

/** Runs a change for each object; the first failure is shown, the others have been tried too. */
async function forEachEngine<S extends { readonly engineId: string }>(
  hub: EngineHub,
  subjects: readonly S[],
  change: (engine: Engine, subject: S, signal: AbortSignal) => Promise<Result<void>>,
): Promise<Result<void>> {
  const { signal } = new AbortController();
  const results = await Promise.all(
    subjects.map(async (subject) => {
      const engine = await hub.engine(subject.engineId);
      return engine.ok ? await change(engine.value, subject, signal) : engine;
    }),
  );
  return results.find((result) => !result.ok) ?? ok(undefined);
}

async function inspect(hub: EngineHub, subject: NodeSubject, documents: ReadOnlyDocuments): Promise<Result<void>> {
  const target = inspectTarget(subject);
  if (!target) return ok(undefined);
  const engine = await hub.engine(target.engineId);
  if (!engine.ok) return engine;
  const json = await engine.value.reader.inspect(target.kind, target.id, new AbortController().signal);
  if (!json.ok) return json;
  await documents.show(`${target.name}.json`, json.value);
  return ok(undefined);
}

function inspectTarget(subject: NodeSubject) {
  switch (subject.kind) {
    case 'container':
    case 'run':
      return { kind: 'container', id: subject.containerId, name: subject.name, engineId: subject.engineId } as const;
    case 'image':
      return { kind: 'image', id: subject.imageId, name: subject.name, engineId: subject.engineId } as const;
    case 'volume':
      return { kind: 'volume', id: subject.name, name: subject.name, engineId: subject.engineId } as const;
    case 'network':
      return { kind: 'network', id: subject.networkId, name: subject.name, engineId: subject.engineId } as const;
    case 'engine':
    case 'composeProject':
    case 'workload':
    case 'build':
      return undefined;
    default:
      return assertNever(subject);
  }
}

const ADDRESS = /^(unix|npipe|tcp|ssh|http|https):\/\/\S+$/;

/** Adds an address to the user's settings (machine scope: never from a workspace). */
async function addEngine(): Promise<Result<void>> {
  const address = await window.showInputBox({
    title: t('Add an engine'),
    prompt: t('Address of the engine, as in DOCKER_HOST'),
    placeHolder: 'ssh://user@host',
    validateInput: (text) =>
      ADDRESS.test(text.trim()) ? undefined : t('An address begins with unix://, npipe://, tcp:// or ssh://'),
  });
  if (address === undefined) return fail(CANCELLED);
  const configuration = workspace.getConfiguration('trainyard.engines');
  const hosts = configuration.get<readonly string[]>('hosts') ?? [];
  await configuration.update('hosts', [...new Set([...hosts, address.trim()])], true);
  return ok(undefined);
}
