import { gitIn } from './gitIn.ts';

/** Addresses of a repository's remotes, as its configuration has them; none where there is no repository or no git. */
export async function gitRemotes(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const said = await gitIn(folder, signal)(['config', '--get-regexp', '^remote\\..*\\.url$']);
  return (said ?? '').split('\n').flatMap((line) => /^\S+ (\S+)$/.exec(line.trim())?.[1] ?? []);
}
