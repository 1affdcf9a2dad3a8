import type { Uri } from 'vscode';
import type { ProposedFile } from '../../domain/containerize/proposal.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { createVirtualTexts } from './virtualTexts.ts';

const SCHEME = 'trainyard-proposed';

/** Proposed texts as documents, so that they can stand in a diff before anything is written. */
export interface ProposedDocuments extends Disposable {
  /** The document that shows `file` as it would be at `target`. A later proposal for the same place replaces its text. */
  uriOf(target: Uri, file: ProposedFile): Uri;
}

export function createProposedDocuments(): ProposedDocuments {
  const texts = createVirtualTexts(SCHEME);
  return {
    uriOf: (target, { text }) => {
      const uri = target.with({ scheme: SCHEME });
      texts.set(uri, text);
      return uri;
    },
    dispose: () => texts.dispose(),
  };
}
