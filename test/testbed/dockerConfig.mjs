// A docker command line of known version, with buildx, that reads and writes no settings of the user.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { buildPrograms } from './buildPrograms.mjs';
import { defaultStateDir } from './paths.mjs';

/**
 * @typedef {object} DockerConfig
 * @property {string} dir The value for DOCKER_CONFIG.
 * @property {string} docker The docker command line.
 * @property {string} buildx
 */

/**
 * Makes a DOCKER_CONFIG directory with buildx as a plugin.
 * @param {{stateDir?: string, log?: (line: string) => void}} [options]
 * @returns {Promise<DockerConfig>}
 */
export async function dockerConfig({ stateDir = defaultStateDir(), log = () => undefined } = {}) {
  const { dir: programs } = await buildPrograms({ only: ['docker-buildx'], log });
  const dir = join(resolve(stateDir), 'config');
  const plugin = join(dir, 'cli-plugins', 'docker-buildx');
  const buildx = join(programs, 'docker-buildx');
  mkdirSync(join(dir, 'cli-plugins'), { recursive: true });
  if (!existsSync(plugin) || readlinkSync(plugin) !== buildx) {
    const next = `${plugin}.${process.pid}`;
    symlinkSync(buildx, next);
    renameSync(next, plugin);
  }
  if (!existsSync(join(dir, 'config.json'))) writeFileSync(join(dir, 'config.json'), '{}\n', { flag: 'wx' });
  return { dir, docker: dockerCommand(), buildx };
}

/**
 * @returns {string} Debian's docker (20.10), which knows BuildKit without a plugin too. A newer one elsewhere on PATH may not.
 */
export function dockerCommand() {
  const path = '/usr/bin/docker';
  accessSync(path, constants.X_OK);
  return path;
}
