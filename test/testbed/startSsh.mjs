// A real ssh server on a port of this machine, through which an engine can be reached as on a remote one.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { runningRecord, startDaemon, stopDaemon } from './daemon.mjs';
import { freePort } from './freePort.mjs';
import { installPackages } from './installPackages.mjs';
import { defaultStateDir } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

/**
 * @typedef {object} Ssh
 * @property {string} dockerHost `ssh://trainyard-testbed`: the engine, for a client that runs `ssh` from binDir.
 * @property {string} alias The host's name in the configuration.
 * @property {string} config For `ssh -F`.
 * @property {string} binDir Holds an `ssh` that reads this configuration; put it first on PATH, as docker and others call plain `ssh`.
 * @property {string} identity File of the user's private key.
 * @property {string} knownHosts
 * @property {number} port
 * @property {string} user
 * @property {boolean} startedHere
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop
 */

const alias = 'trainyard-testbed';

/**
 * @param {{dockerHost: string, stateDir?: string, log?: (line: string) => void}} options dockerHost: the engine that programs behind ssh reach.
 * @returns {Promise<Ssh>}
 */
export async function startSsh({ dockerHost, stateDir = defaultStateDir(), log = () => undefined }) {
  const dir = join(resolve(stateDir), 'ssh');
  await installPackages({ log, only: ['ssh'] });
  return await withLock(`${dir}.lock`, async () => {
    const running = runningRecord(dir);
    if (running && running.facts.dockerHost !== dockerHost)
      throw new Error(
        `the ssh server in ${dir} leads to ${String(running.facts.dockerHost)}; stop it first or name another state directory`,
      );
    const port = running ? Number(running.facts.port) : await freePort();
    if (!running) await launch(dir, port, dockerHost);
    return {
      dockerHost: `ssh://${alias}`,
      alias,
      config: join(dir, 'config'),
      binDir: join(dir, 'bin'),
      identity: join(dir, 'user_key'),
      knownHosts: join(dir, 'known_hosts'),
      port,
      user: userInfo().username,
      startedHere: !running,
      stop: async (stop) => await stopDaemon(dir, stop),
    };
  });
}

/**
 * @param {string} dir
 * @param {number} port
 * @param {string} dockerHost
 */
async function launch(dir, port, dockerHost) {
  mkdirSync(join(dir, 'bin'), { recursive: true });
  chmodSync(dir, 0o700);
  for (const key of ['host_key', 'user_key']) {
    if (!existsSync(join(dir, key)))
      await runCommand('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', alias, '-f', join(dir, key)]);
  }
  writeFileSync(join(dir, 'known_hosts'), `[127.0.0.1]:${port} ${readFileSync(join(dir, 'host_key.pub'), 'utf8')}`);
  writeFileSync(join(dir, 'sshd_config'), serverConfiguration(dir, port, dockerHost));
  writeFileSync(join(dir, 'config'), clientConfiguration(dir, port), { mode: 0o600 });
  const wrapper = join(dir, 'bin', 'ssh');
  rmSync(wrapper, { force: true });
  writeFileSync(wrapper, `#!/bin/sh\nexec /usr/bin/ssh -F '${join(dir, 'config')}' "$@"\n`, { mode: 0o755 });
  // The server confines itself to this empty directory, which only a started system makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const args = ['-D', '-e', '-f', join(dir, 'sshd_config')];
  await startDaemon({
    dir,
    command: '/usr/sbin/sshd',
    args,
    env: process.env,
    facts: { port, dockerHost },
    ready: () => lets(dir),
  });
}

/**
 * @param {string} dir
 * @param {number} port
 * @param {string} dockerHost
 */
function serverConfiguration(dir, port, dockerHost) {
  return [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey "${join(dir, 'host_key')}"`,
    `AuthorizedKeysFile "${join(dir, 'user_key.pub')}"`,
    `PidFile "${join(dir, 'pid')}"`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin prohibit-password',
    `SetEnv DOCKER_HOST=${dockerHost}`,
    '',
  ].join('\n');
}

/**
 * @param {string} dir
 * @param {number} port
 */
function clientConfiguration(dir, port) {
  return [
    `Host ${alias}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${userInfo().username}`,
    `  IdentityFile "${join(dir, 'user_key')}"`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile "${join(dir, 'known_hosts')}"`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '',
  ].join('\n');
}

/**
 * A login that succeeds proves the host key too.
 * @param {string} dir
 * @returns {Promise<boolean>}
 */
async function lets(dir) {
  try {
    await runCommand('ssh', ['-F', join(dir, 'config'), '-o', 'ConnectTimeout=5', alias, 'true']);
    return true;
  } catch {
    // Not listening yet; the wait has its own end.
    return false;
  }
}
