import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ProjectReader } from '../../domain/containerize/ports.ts';

export interface ContainerizeFeature {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly reader: ProjectReader;
}

/** Makes a Dockerfile, a .dockerignore and a trainyard.yaml for a project. Everything but the commands themselves is loaded when one first runs. */
export function registerContainerize(feature: ContainerizeFeature): Disposable {
  const store = new DisposableStore();
  const { commands } = feature;
  const load = lazy(async () => {
    const { containerizeActions } = await import('./containerizeActions.ts');
    return store.add(containerizeActions(feature));
  });
  store.add(commands.register('trainyard.containerize.start', async (from) => (await load()).start(from)));
  store.add(commands.register('trainyard.containerize.undo', async () => (await load()).undo()));
  return store;
}
