import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ProjectReader } from '../../domain/containerize/ports.ts';
import type { ProposedDocuments } from '../shared/proposedDocuments.ts';
import type { WrittenFile } from '../shared/undoWritten.ts';

export interface ContainerizeFeature {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly reader: ProjectReader;
}

/** Makes a Dockerfile, a .dockerignore and a trainyard.yaml for a project. Everything but the command itself is loaded when it first runs. */
export function registerContainerize({ commands, notify, reader }: ContainerizeFeature): Disposable {
  const store = new DisposableStore();
  let proposed: ProposedDocuments | undefined;
  let written: readonly WrittenFile[] = [];
  store.add(
    commands.register('trainyard.containerize.start', async (from) => {
      const [{ containerize }, { createProposedDocuments }] = await Promise.all([
        import('./containerize.ts'),
        import('../shared/proposedDocuments.ts'),
      ]);
      proposed ??= store.add(createProposedDocuments());
      const wrote = (files: readonly WrittenFile[]) => void (written = files);
      return await containerize({ commands, notify, reader, proposed, wrote }, from);
    }),
  );
  store.add(
    commands.register('trainyard.containerize.undo', async () => {
      if (written.length === 0) {
        notify.info(t('Containerize has written nothing that could be undone.'));
        return undefined;
      }
      const { undoWritten } = await import('../shared/undoWritten.ts');
      const undone = await undoWritten(written);
      if (undone.ok) written = [];
      return undone;
    }),
  );
  return store;
}
