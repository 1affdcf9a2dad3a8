import type { Result } from '../base/failure.ts';

/** What a registry has of one repository. */
export interface RegistryTags {
  /** In the order of the registry. */
  readonly tags: readonly string[];
  /** False: there are more, for which there was no time or no room. */
  readonly isComplete: boolean;
}

/** Asks registries which tags there are, as docker on this machine would. */
export interface TagReader {
  /**
   * @param name Of a repository with its registry: `registry.example/team/app`.
   * Failures: as those of `RegistryReader`; with at least one page of tags it is no failure that the next one did not come.
   */
  list(name: string, signal: AbortSignal): Promise<Result<RegistryTags>>;
  /** Whether somebody has logged in to a registry on this machine. Starts no program. */
  hasLogin(registry: string): Promise<boolean>;
}

/** Signatures and attestations of an image, which stand beside its tags. Source: OCI distribution, referrers tag schema; cosign. */
const OF_DIGEST = /^sha(?:256|512)-[0-9a-f]{64,128}(?:\.\w+)?$/;
const VERSION = /^v?\d+(?:[._-]|$)/i;

/**
 * Tags for people to choose from: `latest`, then versions and dates from the highest, then words. Registries list tags by letter and keep no
 * times with them, so a number that is higher is taken for newer.
 */
export function newestFirst(tags: readonly string[]): readonly string[] {
  return tags
    .filter((tag) => !OF_DIGEST.test(tag))
    .map((tag) => ({ tag, rank: tag === 'latest' ? 0 : VERSION.test(tag) ? 1 : 2, parts: partsOf(tag) }))
    .sort((a, b) => a.rank - b.rank || compareParts(a.parts, b.parts))
    .map(({ tag }) => tag);
}

/** Words and numbers in turn; the first is a word, which may be empty. */
function partsOf(tag: string): readonly string[] {
  return tag.replace(/^v(?=\d)/i, '').split(/(\d+)/);
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = index % 2 === 1 ? compareNumbers(other, one) : compareWords(one, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers of any length: times of builds are longer than those that are exact. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  return x.length - y.length || compareWords(x, y);
}

function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
