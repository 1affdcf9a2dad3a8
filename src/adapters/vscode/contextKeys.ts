import { commands } from 'vscode';
import type { ContextKeyId, ContextKeyValue } from '../../contributes/contextKeys.ts';

/** Sets a key that `when` clauses of package.json look at. */
export function setContextKey<K extends ContextKeyId>(id: K, value: ContextKeyValue<K>): void {
  void commands.executeCommand('setContext', id, value);
}
