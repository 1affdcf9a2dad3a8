import { definedOf } from '../base/defined.ts';
import { formatBytes } from '../base/format.ts';
import type { SubjectOf, TreeNode } from '../base/tree.ts';
import type { Artifact } from './trackedRun.ts';

type FileSubject = SubjectOf<'artifact' | 'repositoryFile'>;

/** A file or a folder that a tracker keeps. Names are those of the tracker: labels, and no paths on this machine. */
export function fileRow(
  id: string,
  subject: FileSubject,
  { folderIcon = 'folder', fileActions = [] }: { readonly folderIcon?: string; readonly fileActions?: string[] } = {},
): TreeNode {
  const { name, path, isFolder, size } = subject;
  return {
    id,
    label: name,
    ...definedOf({ description: size === undefined || isFolder ? undefined : formatBytes(size) }),
    icon: isFolder ? folderIcon : 'file',
    tooltip: path,
    subject,
    ...(isFolder
      ? { isExpandable: true, actions: ['artifactFolder'] }
      : {
          actions: ['artifactFile', ...fileActions],
          open: { command: 'trainyard.experiments.openArtifact', args: [subject] },
        }),
  };
}

/** Folders first. */
export const byFolderAndPath = (a: Artifact, b: Artifact) =>
  Number(b.isFolder) - Number(a.isFolder) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** What a row is called by itself. */
export const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
