import type { Uri } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';

export interface WalkthroughFeature {
  readonly commands: Commands;
  /** Folder of the sample project in the installed extension. */
  readonly sample: Uri;
}

/** What the walkthrough offers beyond the commands of other features. It needs no trust: the sample comes with the extension. */
export function registerWalkthrough({ commands, sample }: WalkthroughFeature): Disposable {
  return commands.register(
    'trainyard.walkthrough.openSample',
    async () => {
      const { openSample } = await import('./openSample.ts');
      return await openSample(sample);
    },
    { needsTrust: false },
  );
}
