import { textHash } from '../base/textHash.ts';

/** The folder of all artifacts that were fetched, in the extension's own. */
export const ARTIFACTS = 'artifacts';

/** Names that Windows keeps for devices, with any suffix. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Characters that some file system does not take. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const FOREIGN = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;
const LONGEST = 100;

/**
 * Under which name an artifact is kept on this machine. Its path comes from a tracker and is never used as one: only its last name counts, without
 * what could lead elsewhere, and two artifacts of one name differ by the hash of their paths.
 */
export function artifactName(path: string): string {
  const last = path.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const clean = last
    .replace(FOREIGN, '_')
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .slice(-LONGEST);
  return clean === '' || DEVICES.test(clean) ? `artifact-${clean}` : clean;
}

/** The folder of one artifact in the cache, apart from all others. */
export function artifactFolder(trackerId: string, runId: string, path: string): string {
  return textHash(`${trackerId}\n${runId}\n${path}`).toString(16).padStart(8, '0');
}
