import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ProjectReader } from '../../domain/containerize/ports.ts';
import { createProposedDocuments } from './proposedDocuments.ts';

export interface ContainerizeFeature {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly reader: ProjectReader;
}

/** Makes a Dockerfile, a .dockerignore and a trainyard.yaml for a project. */
export function registerContainerize({ commands, notify, reader }: ContainerizeFeature): Disposable {
  const store = new DisposableStore();
  const proposed = store.add(createProposedDocuments());
  store.add(
    commands.register('trainyard.containerize.start', async (from) => {
      const { containerize } = await import('./containerize.ts');
      return await containerize({ commands, notify, reader, proposed }, from);
    }),
  );
  return store;
}
