import type { DocumentLink } from 'vscode-languageserver-types';
import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { DOCKERFILE_NAMES } from '../../dockerfile/dockerfileNames.ts';
import { KUSTOMIZATION_NAMES } from '../../kustomization/kustomizationNames.ts';
import { ACTION_NAMES } from '../../workflow/actionNames.ts';
import type { FileLanguage } from '../../lint/fileLanguage.ts';
import type { TextPositions } from '../editedFile.ts';
import { rangeOf } from '../rangeOf.ts';
import { namedFiles } from './namedFiles.ts';

/** A file with more is no file that somebody wrote; each name is a question to the disk. */
const MOST_NAMES = 500;
/** What is opened where a folder is named, by the language that names it. */
const IN_FOLDERS: Readonly<Partial<Record<FileLanguage, readonly string[]>>> = {
  kustomization: KUSTOMIZATION_NAMES,
  compose: [...DOCKERFILE_NAMES, 'compose.yaml'],
  workflow: ACTION_NAMES,
};
/** Paths in workflows count from the top of the repository. */
const WORKFLOW_TOP = '../../';

/** Names of other files as links, of those that are there. */
export function documentLinks(
  { uri, text, language, near }: LinkedText,
  positions: TextPositions,
): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  let asked = 0;
  for (const named of namedFiles(language, text)) {
    if (++asked > MOST_NAMES) break;
    const path = language === 'workflow' ? `${WORKFLOW_TOP}${named.path}` : named.path;
    const found = fileAt(path, language, near);
    if (found !== undefined) links.push({ range: rangeOf(named, positions), target: addressOf(uri, found) });
  }
  return links;
}

/** A text whose words may be links. */
export interface LinkedText {
  readonly uri: string;
  readonly text: string;
  readonly language: FileLanguage;
  readonly near: NearFiles;
}

function fileAt(path: string, language: FileLanguage, near: NearFiles): string | undefined {
  const kind = near.kindOf(path);
  if (kind === 'file') return path;
  if (kind !== 'folder') return undefined;
  const folder = path.replace(/\/$/, '');
  return IN_FOLDERS[language]?.map((name) => `${folder}/${name}`).find((inside) => near.kindOf(inside) === 'file');
}

function addressOf(uri: string, path: string): string {
  return new URL(path.split('/').map(encodeURIComponent).join('/'), uri).href;
}
