// @ts-check
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/**
 * Copies the sample project, so that a tour changes nothing in the checkout.
 * @param {{root: string, folder: string, base: string | undefined}} options base: the image to build from, where it is not the Dockerfile's own.
 * @returns {string} The copy.
 */
export function copySample({ root, folder, base }) {
  const copy = join(folder, 'digits');
  cpSync(join(root, 'sample'), copy, { recursive: true, filter: (path) => !/[\\/](outputs|__pycache__)$/.test(path) });
  if (base !== undefined) {
    const file = join(copy, 'trainyard.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    for (const workload of ['train', 'serve']) document.setIn(['workloads', workload, 'build', 'args', 'BASE'], base);
    writeFileSync(file, document.toString({ lineWidth: 120 }));
  }
  return copy;
}

/**
 * Settings of the copy's own, for a VS Code that does not get our environment.
 * @param {string} folder
 * @param {Record<string, unknown>} settings
 */
export function writeWorkspaceSettings(folder, settings) {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode/settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
