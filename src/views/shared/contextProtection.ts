import { setting } from '../../adapters/vscode/settings.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { type Protection, protectionOf, readOnlyFailure } from '../../domain/cluster/protection.ts';

/** How careful changes on a context are, by the user's settings. */
export function protectionIn(context: string): Protection {
  return protectionOf(context, {
    protectedContexts: setting('trainyard.clusters.protectedContexts'),
    readOnlyContexts: setting('trainyard.clusters.readOnlyContexts'),
  });
}

/** Whether anything may be changed in the cluster at all. Asked by every command that changes something, wherever it was called from (S18). */
export function writable({ connection }: Cluster): Result<void> {
  return protectionIn(connection.label) === 'readOnly' ? fail(readOnlyFailure(connection.label)) : ok(undefined);
}
