/** Whether a process of this machine runs, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    // Signal 0 only looks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
