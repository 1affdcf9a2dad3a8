import { rm, stat } from 'node:fs/promises';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { CodeRepository, Worktree } from '../../domain/runs/codeRepository.ts';
import { run, type RunOutcome } from '../process/run.ts';
import { gitIn } from './gitIn.ts';

/** Milliseconds: a checkout of a large repository with files in LFS takes minutes. */
const CHECKOUT_MS = 15 * 60_000;
/**
 * No hook is run: where a repository keeps hooks among its files, they would be those of another time. A monitor of the file system that it names is
 * not started either.
 */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'] as const;

/** The user's git. */
export const codeRepository: CodeRepository = {
  locate: async (folder, signal) => {
    const said = await gitIn(folder, signal)(['rev-parse', '--show-toplevel', '--show-prefix']);
    const [root = '', below = ''] = said?.split(/\r?\n/) ?? [];
    return root === '' ? undefined : { root, below };
  },
  hasCommit: async (root, commit, signal) =>
    (await gitIn(root, signal)(['cat-file', '-e', `${commit}^{commit}`])) !== undefined,
  remotes: async (root, signal) => {
    const said = await gitIn(root, signal)(['config', '--get-regexp', '^remote\\..*\\.url$']);
    return (said ?? '').split('\n').flatMap((line) => {
      const [, name, url] = /^remote\.(.+)\.url (.+)$/.exec(line.trim()) ?? [];
      return name === undefined || url === undefined ? [] : [{ name, url: withoutLogin(url) }];
    });
  },
  worktrees: async (root, signal) =>
    worktreesOf((await gitIn(root, signal)(['worktree', 'list', '--porcelain', '-z'])) ?? ''),
  addWorktree,
  apply: async ({ root, below }, patch, signal) => {
    // From within the folder git would leave out what the patch does not name from the root, and say that all is well.
    const args = [...QUIET, '-C', root, 'apply', '--whitespace=nowarn', `--directory=${below}`, '-'];
    const applied = await run('git', { args, input: patch, timeoutMs: CHECKOUT_MS }, signal);
    return ended(applied, t('The changes do not apply to the commit.'));
  },
};

async function addWorktree(root: string, { path, commit }: Worktree, signal: AbortSignal): Promise<Result<void>> {
  if (await isThere(path)) {
    return fail({
      code: 'conflict',
      message: t('{0} is there already.', path),
      nextStep: t('Choose another folder.'),
    });
  }
  const args = [...QUIET, '-C', root, 'worktree', 'add', '--detach', '--', path, commit];
  const added = ended(
    await run('git', { args, timeoutMs: CHECKOUT_MS }, signal),
    t('Git did not make the folder {0}.', path),
  );
  if (!added.ok) await removeHalf(root, path);
  return added;
}

/** Cleaning up must not be cancelled by the signal that made it necessary. */
async function removeHalf(root: string, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await gitIn(root, new AbortController().signal)(['worktree', 'prune']);
}

function ended(outcome: Result<RunOutcome>, message: string): Result<void> {
  if (!outcome.ok) return outcome;
  const { exitCode, stderr } = outcome.value;
  if (exitCode === 0) return ok(undefined);
  const said = stderr.split('\n').find((line) => /^(fatal|error):/.test(line)) ?? '';
  return fail({ code: 'conflict', message: said === '' ? message : `${message} ${said}`, detail: stderr });
}

const isThere = async (path: string) =>
  await stat(path).then(
    () => true,
    () => false,
  );

/** Attributes end with a zero byte, and a worktree with one more. Source: git-worktree(1), "Porcelain Format". */
function worktreesOf(text: string): readonly Worktree[] {
  return text.split('\0\0').flatMap((block) => {
    const lines = block.split('\0');
    const path = lines.find((line) => line.startsWith('worktree '))?.slice('worktree '.length);
    const commit = lines.find((line) => line.startsWith('HEAD '))?.slice('HEAD '.length);
    // One whose folder was removed is only a note of git.
    const isGone = lines.some((line) => line.startsWith('prunable'));
    return path === undefined || commit === undefined || isGone ? [] : [{ path, commit }];
  });
}

function withoutLogin(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}
