import type { Failure } from '../base/failure.ts';
import { formatAge, formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { authorityOf, type FilePlace, pathIn, placeName } from './filePlace.ts';
import type { FileEntry } from './ports.ts';

const PLACE_ACTIONS = ['canUpload', 'canNewFile', 'canOpenFolder', 'canClosePlace'];

/** The row of a place whose files are browsed. `where`: context and namespace. */
export function placeNode(place: FilePlace, where: string): TreeNode {
  const authority = authorityOf(place);
  const label = place.kind === 'claim' ? place.claim : place.pod;
  const description = describe(place, where);
  return {
    id: `${authority}/`,
    label,
    description,
    icon: place.kind === 'claim' ? 'database' : 'vm',
    isExpandable: true,
    expanded: true,
    tooltip: place.kind === 'claim' ? t('A small pod mounts the claim while its files are browsed.') : placeName(place),
    spoken: t('Files of {0}, {1}', label, description),
    // The root of a container holds /proc and /sys: nobody wants all of it.
    actions: ['ofFiles', 'filePlace', ...(place.kind === 'claim' ? ['canDownload'] : []), ...PLACE_ACTIONS],
    subject: { kind: 'file', authority, path: '/', name: label, isFolder: true, isPlace: true },
  };
}

function describe(place: FilePlace, where: string): string {
  if (place.kind === 'claim') return t('claim · {0}', where);
  return place.container === undefined ? t('pod · {0}', where) : t('container {0} · {1}', place.container, where);
}

/** Rows of a folder: folders first, numbers in names as numbers. Behind `limit` a row is not seen and gets a name only. */
export function fileNodes(
  { authority, path }: { readonly authority: string; readonly path: string },
  entries: readonly FileEntry[],
  { now, limit }: { readonly now: Date; readonly limit: number },
): readonly TreeNode[] {
  const folder = `${authority}${path === '/' ? '' : path}`;
  if (entries.length === 0) return [{ id: `${folder}//empty`, label: t('Empty'), icon: 'blank' }];
  return sorted(entries).map((entry, index) => {
    const id = `${folder}/${entry.name}`;
    return index < limit
      ? fileNode(entry, { id, authority, path: pathIn(path, entry.name), now })
      : { id, label: entry.name };
  });
}

function fileNode(
  entry: FileEntry,
  {
    id,
    authority,
    path,
    now,
  }: { readonly id: string; readonly authority: string; readonly path: string; readonly now: Date },
): TreeNode {
  const { name, kind, isLink, size, changedAt } = entry;
  const isFolder = kind === 'folder';
  const link = isLink ? t('link') : undefined;
  const facts = kind === 'file' ? [formatBytes(size), formatAge(changedAt, now), link] : [link];
  const description = [...facts, kind === 'other' ? t('no regular file') : undefined]
    .filter((part) => part !== undefined)
    .join(' · ');
  const subject = { kind: 'file', authority, path, name, isFolder, isPlace: false, size } as const;
  const change = ['canRename', 'canDeleteFile', 'canCopyPath'];
  const base = { id, label: name, description, subject, tooltip: path };
  if (isFolder) {
    const actions = ['ofFiles', 'fileFolder', 'canDownload', 'canUpload', 'canNewFile', 'canOpenFolder', ...change];
    return { ...base, icon: 'folder', isExpandable: true, spoken: t('Folder {0}', name), actions };
  }
  if (kind === 'other') return { ...base, icon: 'circle-slash', actions: ['ofFiles', 'fileOther', ...change] };
  return {
    ...base,
    icon: isLink ? 'file-symlink-file' : 'file',
    spoken: t('File {0}, {1}', name, description),
    actions: ['ofFiles', 'fileFile', 'canDownload', ...change],
    open: { command: 'trainyard.files.open', args: [subject] },
  };
}

/** Why a folder cannot be shown, and another try. */
export function fileFailureNodes(
  { authority, path }: { readonly authority: string; readonly path: string },
  failure: Failure,
): readonly TreeNode[] {
  const id = `${authority}${path === '/' ? '' : path}//failure`;
  const tooltip = [failure.message, failure.nextStep, failure.detail].filter(Boolean).join('\n');
  const health = failure.code === 'forbidden' ? 'forbidden' : 'failed';
  return [
    { id, label: failure.message, health, tooltip },
    ...(failure.nextStep === undefined ? [] : [{ id: `${id}/next`, label: failure.nextStep, icon: 'wrench' }]),
    {
      id: `${id}/retry`,
      label: t('Try again'),
      icon: 'refresh',
      open: { command: 'trainyard.files.refresh', args: [] },
    },
  ];
}

const DIGITS = /\d+/g;

/** Made for 10,000 entries: a collator takes ten times as long. */
function sorted(entries: readonly FileEntry[]): readonly FileEntry[] {
  const keyed = entries.map((entry) => ({
    entry,
    key: `${entry.kind === 'folder' ? 0 : 1}${entry.name.toLowerCase().replace(DIGITS, (digits) => digits.padStart(12, '0'))}`,
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ entry }) => entry);
}
