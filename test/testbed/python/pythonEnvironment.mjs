// @ts-check
// Python environments from the lock files beside this, each made once per machine and content of its lock.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../installPackages.mjs';
import { cacheRoot, shortHash } from '../paths.mjs';
import { runCommand } from '../runCommand.mjs';
import { madeInPlace } from './madeInPlace.mjs';

/**
 * `mlflow3` and `mlflow2`: servers and clients of MLflow, without the packages of most model flavours; the first has scikit-learn for the sample.
 * `neptune`: the 1.x client. `scale-dagshub`: neptune-scale, neptune-query and the client of DagsHub. `tensorboard`: it and tensorboardX without
 * TensorFlow, and Hugging Face's transformers without PyTorch.
 * @typedef {'mlflow3' | 'mlflow2' | 'neptune' | 'scale-dagshub' | 'tensorboard'} EnvironmentName
 */

/** Packages of Debian that it takes. */
export const pythonPackages = ['python'];

/** @param {EnvironmentName} name */
export const lockFile = (name) => join(import.meta.dirname, 'locks', `${name}.txt`);

/**
 * @param {EnvironmentName} name
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<string>} Its interpreter.
 */
export async function pythonEnvironment(name, { log = () => undefined } = {}) {
  const folder = join(cacheRoot(), `python-${name}-${shortHash(readFileSync(lockFile(name)))}`);
  const python = join(folder, 'bin', 'python');
  const fill = async () => {
    await installPackages({ log, only: pythonPackages });
    // Debian's own: another python3 on PATH may be of any version.
    await runCommand('/usr/bin/python3', ['-m', 'venv', folder]);
    // Without a resolver: some versions name packages that the index does not have, and work without them. Byte code is left to the first use,
    // for a tenth of the files need it.
    await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--no-compile', '--no-deps', '-r', lockFile(name)]);
  };
  await madeInPlace(folder, fill, { what: `the Python environment ${name}`, log });
  return python;
}

/**
 * @param {EnvironmentName} name
 * @param {string} packageName
 * @returns {string} Its version in the lock.
 */
export function lockedVersion(name, packageName) {
  const version = readFileSync(lockFile(name), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${packageName}==`))
    ?.slice(packageName.length + 2);
  if (version === undefined) throw new Error(`${lockFile(name)} has no ${packageName}`);
  return version;
}
