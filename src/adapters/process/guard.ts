// A program between the extension host and one that it started. When the host is killed, nobody can end what it started any more; but the pipe
// to this program's standard input closes, and this program ends the other one. It takes: program, arguments. No shell reads them.
import { spawn } from 'node:child_process';

/** As in killTree.ts, which this cannot import: it is one small file that starts fast. */
const GRACE_MS = 1_500;
const NOT_STARTED = 127;
const SIGNAL_BASE = 128;

const [, , program = '', ...args] = process.argv;
const env = { ...process.env };
delete env['ELECTRON_RUN_AS_NODE'];
const child = spawn(program, args, { env, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(NOT_STARTED);
});
child.once('exit', (code) => process.exit(code ?? SIGNAL_BASE));

/** Nobody reads what the program says any more: it must not end of that before it was told to end. */
function ownerIsGone(): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  // This program leads a group of its own (run.ts), so the group is the other program, its children, and this one.
  process.on('SIGTERM', () => undefined);
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS);
}

process.stdin.once('error', ownerIsGone).once('end', ownerIsGone).resume();
