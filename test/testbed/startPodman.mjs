// Podman's socket that speaks the Docker API.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runningRecord, startDaemon, stopDaemon } from './daemon.mjs';
import { engineJson } from './engineApi.mjs';
import { installPackages } from './installPackages.mjs';
import { unmountBelow } from './mounts.mjs';
import { defaultStateDir, shortHash, socketDirectory } from './paths.mjs';
import { killAll, processesNaming, waitForEnd } from './processTree.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

/**
 * @typedef {object} Podman
 * @property {string} socket
 * @property {string} dockerHost
 * @property {boolean} startedHere
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop Ends its containers too.
 */

/**
 * Where the machine gives no CAP_SYS_RESOURCE the default limits fail (setrlimit RLIMIT_NOFILE), and crun refuses mixed cgroups of versions 1 and 2.
 */
const containersConf = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
`;

/**
 * @param {{stateDir?: string, log?: (line: string) => void}} [options]
 * @returns {Promise<Podman>}
 */
export async function startPodman({ stateDir = defaultStateDir(), log = () => undefined } = {}) {
  const dir = join(resolve(stateDir), 'podman');
  const socketDir = socketDirectory(dir);
  const socket = join(socketDir, 'podman.sock');
  const dockerHost = `unix://${socket}`;
  await installPackages({ log, only: ['podman'] });
  return await withLock(`${dir}.lock`, async () => {
    const running = runningRecord(dir);
    if (!running) {
      for (const path of [dir, socketDir]) mkdirSync(path, { recursive: true });
      writeFileSync(join(dir, 'containers.conf'), containersConf);
      rmSync(socket, { force: true });
      const args = [...storage(dir), 'system', 'service', '--time', '0', dockerHost];
      await startDaemon({
        dir,
        command: 'podman',
        args,
        env: podmanEnv(dir),
        facts: { dockerHost },
        ready: () => isPodman(dockerHost),
      });
    }
    return {
      socket,
      dockerHost,
      startedHere: !running,
      stop: async (options) => await stopPodman({ stateDir, ...options }),
    };
  });
}

const removeAttempts = 25;

/**
 * @param {{stateDir?: string, wipe?: boolean}} [options]
 */
export async function stopPodman({ stateDir = defaultStateDir(), wipe = false } = {}) {
  const dir = join(resolve(stateDir), 'podman');
  if (!runningRecord(dir) && !wipe) return;
  await stopDaemon(dir);
  // Containers are no children of the service: each has a monitor of its own.
  await runCommand(
    'podman',
    [...storage(dir), wipe ? 'rm' : 'stop', '--all', '--time', '1', ...(wipe ? ['--force'] : [])],
    { env: podmanEnv(dir) },
  );
  await monitorsEnd(dir);
  await unmountBelow(dir);
  await unmountBelow(runRoot(dir));
  if (socketDirectory(dir) !== dir) rmSync(socketDirectory(dir), { recursive: true, force: true });
  rmSync(join(dir, 'podman.sock'), { force: true });
  if (!runRoot(dir).startsWith(dir)) await removeMounted(runRoot(dir));
  if (wipe) await removeMounted(dir);
}

/**
 * @param {string} dir
 * @returns {string[]} Its own images and containers, apart from those of the machine's user.
 */
function storage(dir) {
  return ['--root', join(dir, 'data'), '--runroot', runRoot(dir), '--tmpdir', join(dir, 'tmp')];
}

const monitorMs = 10_000;

/**
 * The monitor of a container runs `podman container cleanup` after the container has ended, whoever removed it, and ends when that has.
 * @param {string} dir
 */
async function monitorsEnd(dir) {
  const left = processesNaming(join(dir, 'data'));
  await Promise.all(left.map((one) => waitForEnd(one, monitorMs)));
  // Those that the monitors have started meanwhile are none of `left`.
  await killAll(processesNaming(join(dir, 'data')));
}

/**
 * The monitor of a container cleans up after it has ended, and mounts the storage once more to do so.
 * @param {string} dir
 */
async function removeMounted(dir) {
  for (let attempt = 1; ; attempt++) {
    await unmountBelow(dir);
    try {
      return rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === 'EBUSY';
      if (!isBusy || attempt === removeAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/**
 * @param {string} dir
 * @returns {string} Podman refuses one of more than 50 characters.
 */
function runRoot(dir) {
  const path = join(dir, 'run');
  return path.length <= 50 ? path : join('/run', `trainyard-${shortHash(dir)}-run`);
}

/**
 * @param {string} dir
 * @returns {NodeJS.ProcessEnv}
 */
function podmanEnv(dir) {
  return { ...process.env, CONTAINERS_CONF: join(dir, 'containers.conf'), XDG_RUNTIME_DIR: join(dir, 'tmp') };
}

/**
 * @param {string} dockerHost
 * @returns {Promise<boolean>}
 */
async function isPodman(dockerHost) {
  try {
    const version = await engineJson(dockerHost, { path: '/version', timeoutMs: 2000 });
    return version.Components?.[0]?.Name === 'Podman Engine';
  } catch {
    // Not listening yet; the wait has its own end.
    return false;
  }
}
