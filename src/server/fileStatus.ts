import type { EditedFile } from '../language/editing/editedFile.ts';
import { EditedManifest } from '../language/editing/editedManifest.ts';
import type { FileStatus } from '../protocol/fileStatus.ts';
import type { Tools } from './fileTools.ts';

/** A file with hundreds of kinds of its own is no help to list. */
const MOST_KINDS = 20;

/** What an open file is checked with. */
export function fileStatus(file: EditedFile, language: string, { manifests, isIgnored }: Tools): FileStatus {
  if (!(file instanceof EditedManifest))
    return { language, isChecked: !isIgnored, kubernetesVersion: '', kinds: [], unknownKinds: [] };
  const { schemas, kubernetesMinor } = manifests.tools;
  const kinds = new Map<string, boolean>();
  for (const { objects } of file.documents) {
    for (const { apiVersion, kind } of objects) {
      if (apiVersion === undefined || kind === undefined) continue;
      const isKnown = schemas.find(apiVersion, kind, kubernetesMinor) !== undefined;
      if (kinds.size < MOST_KINDS) kinds.set(`${apiVersion} ${kind}`, isKnown);
    }
  }
  const all = Array.from(kinds);
  return {
    language,
    isChecked: language !== '' && !isIgnored,
    kubernetesVersion: `1.${kubernetesMinor}`,
    kinds: all.flatMap(([kind, isKnown]) => (isKnown ? [kind] : [])),
    unknownKinds: all.flatMap(([kind, isKnown]) => (isKnown ? [] : [kind])),
  };
}
