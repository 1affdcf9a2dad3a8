// @ts-check
// Images inside the cluster: the local ones that the engines have too, and the one every pod begins with. None is ever pulled.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { baseImageFiles } from '../baseImage.mjs';
import { tarBytes, writeImageTar } from '../imageTar.mjs';
import { clusterProgram } from './buildClusterPrograms.mjs';
import { runOnNode } from './node.mjs';

export const pauseImage = 'trainyard.local/pause:1';

/**
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @param {import('./node.mjs').Node} node
 * @param {(line: string) => void} log
 */
export async function importImages(place, node, log) {
  const started = Date.now();
  const marks = join(place.data, 'imported');
  mkdirSync(marks, { recursive: true });
  const { python, busybox } = await baseImageFiles({ log });
  const pause = join(place.config, `pause-${basename(dirname(clusterProgram('pause')))}.tar`);
  writePauseImage(pause);
  const missing = [pause, busybox, python].filter((file) => !existsSync(join(marks, basename(file))));
  for (const file of missing) {
    await runOnNode(node, ctr(place, 'images', 'import', file));
    writeFileSync(join(marks, basename(file)), '');
  }
  rmSync(pause);
  if (missing.length > 0) log(`imported images in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @param {...string} args
 * @returns {string[]} A command of the runtime's own client.
 */
export function ctr(place, ...args) {
  return ['ctr', '--address', place.containerd, '--namespace', 'k8s.io', ...args];
}

/**
 * @param {string} file
 */
function writePauseImage(file) {
  const content = readFileSync(clusterProgram('pause'));
  writeImageTar({
    file,
    tag: pauseImage,
    layer: [tarBytes([{ name: 'pause', content, mode: 0o755 }])],
    config: { Cmd: ['/pause'] },
  });
}
