import { type Uri, workspace } from 'vscode';

/** Folders of the workspace that lie on this machine: others may be in a cluster, and their paths mean nothing here. */
export function localFolders(): readonly Uri[] {
  return (workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri] : []));
}

/** Paths of these. */
export const localPaths = (): readonly string[] => localFolders().map(({ fsPath }) => fsPath);
