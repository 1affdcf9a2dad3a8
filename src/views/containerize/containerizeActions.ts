import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { createProposedDocuments } from '../shared/proposedDocuments.ts';
import { undoWritten, type WrittenFile } from '../shared/undoWritten.ts';
import { containerize } from './containerize.ts';
import type { ContainerizeFeature } from './register.ts';

export interface ContainerizeActions extends Disposable {
  readonly start: (from: unknown) => Promise<unknown>;
  /** Takes back what was written last. */
  readonly undo: () => Promise<Result<void> | undefined>;
}

/** What the commands of Containerize do, and what they have written. */
export function containerizeActions({ commands, notify, reader }: ContainerizeFeature): ContainerizeActions {
  const store = new DisposableStore();
  const proposed = store.add(createProposedDocuments());
  let written: readonly WrittenFile[] = [];
  const wrote = (files: readonly WrittenFile[]) => void (written = files);
  return {
    start: async (from) => await containerize({ commands, notify, reader, proposed, wrote }, from),
    undo: async () => {
      if (written.length === 0) {
        notify.info(t('Containerize has written nothing that could be undone.'));
        return undefined;
      }
      const undone = await undoWritten(written);
      if (undone.ok) written = [];
      return undone;
    },
    dispose: () => store.dispose(),
  };
}
