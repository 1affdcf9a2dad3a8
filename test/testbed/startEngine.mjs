// Docker engines of the test bed, old and new. Each has its own data, socket and processes, so a test may stop, freeze, kill or fill it.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ensureBridge } from './bridge.mjs';
import { buildPrograms } from './buildPrograms.mjs';
import { readRecord, runningRecord, startDaemon } from './daemon.mjs';
import { enginePing } from './engineApi.mjs';
import { enginePlace } from './enginePlace.mjs';
import { writeGpuStandIn } from './gpuStandIn.mjs';
import { installPackages } from './installPackages.mjs';
import { mountSmallDisk } from './mounts.mjs';
import { sendSignal, suspend, waitForEnd } from './processTree.mjs';
import { stopEngine } from './stopEngine.mjs';
import { withLock } from './withLock.mjs';

/** @typedef {import('./enginePlace.mjs').EnginePlace} EnginePlace */

/**
 * @typedef {object} EngineOptions
 * @property {'old' | 'new'} name old: Debian's 20.10 (API 1.41). new: the current engine (containerd image store, CDI), built on first use.
 * @property {import('./gpuStandIn.mjs').GpuStandIn} [gpu] How GPU requests are accepted without a GPU; the default is true.
 * @property {boolean} [bridge] A bridge network of its own, for published ports and a way out; without it containers and builds use the host's network or none.
 * @property {number} [diskMb] The data root becomes a disk of this many megabytes, in memory.
 * @property {string} [stateDir] The engine lives in `<stateDir>/<name>`; several at once need a directory each.
 * @property {string} [dataRoot] Elsewhere than `<stateDir>/<name>/data`.
 * @property {readonly string[]} [extraArgs] Further arguments of dockerd.
 * @property {(line: string) => void} [log]
 */

/**
 * @typedef {object} Engine
 * @property {'old' | 'new'} name
 * @property {string} socket
 * @property {string} dockerHost The value for DOCKER_HOST.
 * @property {number} pid Of dockerd; changes with restart().
 * @property {string} stateDir This engine's own directory; `log` lies in it.
 * @property {string} dataRoot
 * @property {boolean} startedHere false when it ran already.
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop Ends the engine and its containers; wipe deletes its images and data too.
 * @property {() => Promise<void>} freeze Answers nothing, keeps its connections: a hung daemon.
 * @property {() => void} thaw
 * @property {() => Promise<void>} kill Ends dockerd at once; its containers run on.
 * @property {() => Promise<void>} restart
 */

/**
 * Starts an engine, or finds it when it runs with the same options already. It outlives this process until stop().
 * @param {EngineOptions} options
 * @returns {Promise<Engine>}
 */
export async function startEngine(options) {
  const place = enginePlace(options);
  return await withLock(`${place.dir}.lock`, async () => {
    const running = runningRecord(place.dir);
    const wanted = comparable(options);
    if (running && !isDeepStrictEqual(running.facts.options, wanted)) {
      throw new Error(
        `engine ${options.name} runs in ${place.dir} with other options; stop it first or name another state directory`,
      );
    }
    if (!running) await launch(options, place, wanted);
    else if (!(await enginePing(place.dockerHost)))
      throw new Error(`engine ${options.name} runs in ${place.dir} but does not answer; stop it first`);
    return engineHandle(options, place, !running);
  });
}

/**
 * @param {EngineOptions} options
 */
function comparable({ gpu = true, bridge = false, diskMb = 0, extraArgs = [] }) {
  return { gpu, bridge, diskMb, extraArgs };
}

/**
 * @param {EngineOptions} options
 * @param {EnginePlace} place
 * @param {ReturnType<typeof comparable>} wanted
 */
async function launch(options, place, wanted) {
  await installPackages({ only: ['engine'], ...(options.log ? { log: options.log } : {}) });
  const built =
    options.name === 'new'
      ? await buildPrograms({ only: ['dockerd', 'docker-proxy', 'runc'], ...(options.log ? { log: options.log } : {}) })
      : undefined;
  for (const dir of [place.dir, place.socketDir, place.dataRoot]) mkdirSync(dir, { recursive: true });
  writeGpuStandIn({ pathDir: place.pathDir, cdiDir: place.cdiDir, gpu: wanted.gpu });
  for (const program of ['runc', 'docker-proxy']) {
    rmSync(join(place.pathDir, program), { force: true });
    if (built) symlinkSync(join(built.dir, program), join(place.pathDir, program));
  }
  if (wanted.diskMb > 0) await mountSmallDisk(place.dataRoot, wanted.diskMb);
  const bridge = wanted.bridge ? await ensureBridge(place.dir) : undefined;
  // A killed engine leaves these; dockerd refuses a pid file whose pid another program has now.
  for (const path of [place.pidFile, place.socket]) rmSync(path, { force: true });
  await startDaemon({
    dir: place.dir,
    command: built ? join(built.dir, 'dockerd') : '/usr/sbin/dockerd',
    args: engineArguments(options.name, place, { ...wanted, bridgeName: bridge }),
    env: {
      ...process.env,
      PATH: `${place.pathDir}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      DOCKER_HOST: '',
      DOCKER_TMPDIR: '',
    },
    facts: {
      options: wanted,
      dataRoot: place.dataRoot,
      dockerHost: place.dockerHost,
      ...(bridge === undefined ? {} : { bridge }),
    },
    ready: () => enginePing(place.dockerHost),
  });
}

/**
 * The engine itself writes no packet filter rules and leaves forwarding alone: published ports go through its proxy program.
 * @param {'old' | 'new'} name
 * @param {EnginePlace} place
 * @param {ReturnType<typeof comparable> & {bridgeName: string | undefined}} wanted
 * @returns {string[]}
 */
function engineArguments(name, place, { bridgeName, extraArgs }) {
  const own = [
    '--data-root',
    place.dataRoot,
    '--exec-root',
    place.execRoot,
    '-H',
    place.dockerHost,
    '-p',
    place.pidFile,
    '--shutdown-timeout',
    '5',
    // Five by default, a minute and more in which a layer that breaks off is asked for again.
    '--max-download-attempts',
    '2',
  ];
  const network = [`--bridge=${bridgeName ?? 'none'}`, '--iptables=false', '--ip-forward=false', '--ip-masq=false'];
  const current = name === 'new' ? ['--ip6tables=false', '--cdi-spec-dir', place.cdiDir] : [];
  return [...own, ...network, ...current, ...extraArgs];
}

/**
 * @param {EngineOptions} options
 * @param {EnginePlace} place
 * @param {boolean} startedHere
 * @returns {Engine}
 */
function engineHandle(options, place, startedHere) {
  const current = () => {
    const record = readRecord(place.dir);
    if (!record) throw new Error(`engine ${options.name} was stopped`);
    return record.process;
  };
  const kill = async () => {
    const id = current();
    sendSignal(id, 'SIGKILL');
    if (!(await waitForEnd(id, 10_000))) throw new Error(`dockerd ${id.pid} does not end`);
  };
  return {
    name: options.name,
    socket: place.socket,
    dockerHost: place.dockerHost,
    get pid() {
      return current().pid;
    },
    stateDir: place.dir,
    dataRoot: place.dataRoot,
    startedHere,
    stop: async ({ wipe = false } = {}) => await stopEngine({ ...options, wipe }),
    freeze: async () => await suspend(current()),
    thaw: () => void sendSignal(current(), 'SIGCONT'),
    kill,
    restart: async () => {
      const id = current();
      sendSignal(id, 'SIGTERM');
      sendSignal(id, 'SIGCONT');
      if (!(await waitForEnd(id, 30_000))) await kill();
      await launch(options, place, comparable(options));
    },
  };
}
