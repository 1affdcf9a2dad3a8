// Where an engine of the test bed keeps its socket, data and logs.
import { join, resolve } from 'node:path';
import { defaultStateDir, socketDirectory } from './paths.mjs';

/**
 * @typedef {object} EnginePlace
 * @property {string} dir
 * @property {string} socketDir
 * @property {string} socket
 * @property {string} dockerHost
 * @property {string} pidFile
 * @property {string} execRoot
 * @property {string} dataRoot
 * @property {string} pathDir
 * @property {string} cdiDir
 */

/**
 * @param {{name: 'old' | 'new', stateDir?: string | undefined, dataRoot?: string | undefined}} engine
 * @returns {EnginePlace}
 */
export function enginePlace({ name, stateDir, dataRoot }) {
  const dir = join(resolve(stateDir ?? defaultStateDir()), name);
  const socketDir = socketDirectory(dir);
  const socket = join(socketDir, 'docker.sock');
  return {
    dir,
    socketDir,
    socket,
    dockerHost: `unix://${socket}`,
    pidFile: join(dir, 'pid'),
    execRoot: join(socketDir, 'exec'),
    dataRoot: resolve(dataRoot ?? join(dir, 'data')),
    pathDir: join(dir, 'path'),
    cdiDir: join(dir, 'cdi'),
  };
}
