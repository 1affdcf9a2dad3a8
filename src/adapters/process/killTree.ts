import { type ChildProcess, spawn } from 'node:child_process';

/** Milliseconds between the polite and the hard signal, so that nothing is left after 2 s. */
const GRACE_MS = 1_500;

/**
 * Ends a child that was spawned with `detached: true` (POSIX: it leads its own process group) together with all its children:
 * SIGTERM now, SIGKILL after 1.5 s to whatever is left of the group. On Windows the tree is ended by `taskkill`.
 */
export function killTree(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
      child.kill('SIGKILL'),
    );
    return;
  }
  if (!signalGroup(pid, 'SIGTERM')) return;
  // The group can outlive its leader, so the hard signal goes out whether or not the child itself has ended.
  setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS).unref();
}

/** False when nobody of the group is left. */
function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false;
    throw error;
  }
}
