import { definedOf } from '../base/defined.ts';
import { formatAge } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { SubjectOf, TreeNode } from '../base/tree.ts';
import { emptyNode, failureNode } from './experimentTree.ts';
import { byFolderAndPath, fileRow, lastName } from './fileRow.ts';
import type { RepositoryFacts, TrackedRepository } from './trackedRepository.ts';
import type { Artifact } from './trackedRun.ts';

type FileSubject = SubjectOf<'repositoryFile'>;

/** The repository that a tracker belongs to. Nothing is asked before it is opened. */
export function repositoryNode(trackerId: string): TreeNode {
  return {
    id: `tracker/${trackerId}/repository`,
    label: t('Repository'),
    description: t('files and storage'),
    icon: 'repo',
    isExpandable: true,
    subject: { kind: 'repositoryFile', trackerId, path: '', name: '', isFolder: true },
  };
}

/** What lies below a folder of a repository; at its root what the host says of it as well. */
export async function repositoryRows(
  { id, subject }: { readonly id: string; readonly subject: FileSubject },
  repository: TrackedRepository,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<readonly TreeNode[]> {
  const facts = subject.path === '' ? await repository.facts(signal) : undefined;
  if (facts && !facts.ok) return [failureNode(id, facts.failure)];
  const found = await repository.list(subject.path, signal);
  if (!found.ok) return [failureNode(id, found.failure)];
  const rows = found.value.toSorted(byFolderAndPath).map((file) => fileNode(subject, file));
  if (rows.length === 0) return [emptyNode(id, t('Nothing is here'), '')];
  return facts ? [factsNode(id, facts.value, now), ...rows] : rows;
}

function factsNode(parent: string, facts: RepositoryFacts, now: Date): TreeNode {
  const { name, description, isPrivate, defaultBranch, changedAt, mayWrite, page } = facts;
  const about = [
    isPrivate ? t('private') : t('public'),
    changedAt === undefined ? undefined : t('changed {0}', formatAge(new Date(changedAt), now)),
  ];
  const more = [
    description,
    t('Branch: {0}', defaultBranch),
    mayWrite ? t('You may write to it') : t('You may read it'),
    page,
  ];
  return {
    id: `${parent}/facts`,
    label: name,
    description: about.filter((part) => part !== undefined).join(' · '),
    icon: 'info',
    tooltip: [name, ...more].filter((line) => line !== undefined && line !== '').join('\n'),
  };
}

/** Names of what stands at the root; the host has none that people would know. */
const ROOTS: Readonly<Record<string, () => string>> = {
  files: () => t('Files'),
  storage: () => t('Storage'),
};

function fileNode({ trackerId, path: parent }: FileSubject, { path, isFolder, size }: Artifact): TreeNode {
  const name = (parent === '' ? ROOTS[path]?.() : undefined) ?? lastName(path);
  const subject: FileSubject = { kind: 'repositoryFile', trackerId, path, name, isFolder, ...definedOf({ size }) };
  // Protocols and buckets.
  const folderIcon = path.startsWith('storage') && path.split('/').length <= 3 ? 'database' : 'folder';
  return fileRow(`tracker/${trackerId}/repository/${path}`, subject, { folderIcon });
}
