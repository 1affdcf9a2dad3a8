import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { CodeRepository, Worktree } from './codeRepository.ts';

/** Full hashes of SHA-1 and SHA-256. What a tracker calls a commit may be anything. */
const HASH = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

export interface CodeOfRun {
  readonly name: string;
  readonly commit: string;
  /** Changes that were not committed, as a patch for the folder; absent: there were none, or they are not kept. */
  readonly patch?: string;
}

export interface FoundCode {
  readonly root: string;
  /** The folder of the project within it, with `/` at the end, or ''. */
  readonly below: string;
  /** Where that commit is checked out already, the main working tree left aside. */
  readonly existing: readonly Worktree[];
}

/**
 * The repository that has a commit, among those around the folders. Failures: `invalid`: that is no commit · `not-found`: none of the folders is in a
 * repository, or the commit is in none of their clones.
 */
export async function findCode(
  git: CodeRepository,
  { name, commit }: Pick<CodeOfRun, 'name' | 'commit'>,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<Result<FoundCode>> {
  if (!HASH.test(commit)) {
    return fail({ code: 'invalid', message: t('The commit of {0} is not the hash of one: {1}', name, commit) });
  }
  const roots = new Set<string>();
  for (const folder of folders) {
    const place = await git.locate(folder, signal);
    if (place === undefined || roots.has(place.root)) continue;
    const { root, below } = place;
    roots.add(root);
    if (!(await git.hasCommit(root, commit, signal))) continue;
    const [, ...others] = await git.worktrees(root, signal);
    return ok({ root, below, existing: others.filter((worktree) => worktree.commit === commit) });
  }
  const [first] = roots;
  if (first === undefined) return fail(noRepository(name, folders));
  return fail(await notHere(git, { name, commit, root: first }, signal));
}

function noRepository(name: string, folders: readonly string[]): Failure {
  return {
    code: 'not-found',
    message: t('No open folder is in a Git repository, so the code of {0} cannot be brought back.', name),
    nextStep: t('Open a clone of the project that the run was started from.'),
    detail: folders.join('\n'),
  };
}

async function notHere(
  git: CodeRepository,
  { name, commit, root }: { readonly name: string; readonly commit: string; readonly root: string },
  signal: AbortSignal,
): Promise<Failure> {
  const remotes = await git.remotes(root, signal);
  const from = remotes.map((remote) => `${remote.name} (${remote.url})`).join(', ');
  return {
    code: 'not-found',
    message: t('The commit {0} of {1} is not in the clone {2}.', commit.slice(0, 10), name, root),
    nextStep:
      from === ''
        ? t('The clone has no remote: get the commit from where the run was started.')
        : t('Fetch it from {0}, or from the machine on which the run was started if it was never pushed.', from),
  };
}

/** Beside the repository, called after it and the run. */
export function proposedFolder(root: string, runName: string): string {
  const name = runName.replaceAll(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return name === '' ? `${root}-code` : `${root}-${name}`;
}

/** `applied`: as the run had it · `clean`: no changes are known · `rejected`: only the commit is there, with why the changes are not. */
export type RestoredCode =
  | { readonly changes: 'applied' | 'clean' }
  | { readonly changes: 'rejected'; readonly failure: Failure };

/**
 * Checks the commit out into a folder of its own and applies the changes. Failures are those of the checkout, which leaves nothing; changes that do not
 * apply leave the commit as it is.
 */
export async function restoreCode(
  git: CodeRepository,
  { code, root, below, path }: Pick<FoundCode, 'root' | 'below'> & { readonly code: CodeOfRun; readonly path: string },
  signal: AbortSignal,
): Promise<Result<RestoredCode>> {
  const added = await git.addWorktree(root, { path, commit: code.commit }, signal);
  if (!added.ok) return added;
  // A patch that only names what was left out changes nothing.
  if (code.patch === undefined || !/^diff --git /m.test(code.patch)) return ok({ changes: 'clean' });
  const applied = await git.apply({ root: path, below }, code.patch, signal);
  return ok(applied.ok ? { changes: 'applied' } : { changes: 'rejected', failure: applied.failure });
}
