// @ts-check
// up, down and status of the operators, for people.
import { statSync } from 'node:fs';
import { runningRecord } from '../daemon.mjs';
import { clusterProgram } from '../kubernetes/buildClusterPrograms.mjs';
import { clusterPlace, componentDir } from '../kubernetes/clusterPlace.mjs';
import { clusterStatus } from '../kubernetes/commands.mjs';
import { installedOperators } from './installedOperators.mjs';
import { operatorParts } from './operatorParts.mjs';
import { startOperators } from './startOperators.mjs';
import { stopOperators } from './stopOperators.mjs';

/**
 * @typedef {import('./operatorParts.mjs').OperatorName} OperatorName
 *
 * @typedef {object} OperatorSettings
 * @property {readonly OperatorName[]} names
 * @property {string} stateDir
 * @property {boolean} wipe
 * @property {(line: string) => void} log
 */

/** @param {OperatorSettings} settings */
export async function operatorsUp({ names, stateDir, log }) {
  await startOperators({ names, stateDir, log });
  await clusterStatus({ stateDir });
  operatorsStatus({ stateDir });
}

/** @param {OperatorSettings} settings */
export async function operatorsDown({ names, stateDir, wipe }) {
  await stopOperators({ names, stateDir, wipe });
  operatorsStatus({ stateDir });
}

/** @param {{stateDir: string}} settings */
export function operatorsStatus({ stateDir }) {
  const place = clusterPlace(stateDir);
  const installed = installedOperators(place);
  for (const { program, healthPort } of operatorParts) {
    const pid = runningRecord(componentDir(place, program))?.process.pid;
    const size = pid && `${Math.round(statSync(clusterProgram(program)).size / 1e6)} MB`;
    const ended = installed.includes(program) ? 'ended; up starts it again' : 'down';
    const health = healthPort === undefined ? '' : `, health on port ${healthPort} of the node`;
    const text = pid ? `up, pid ${pid}, ${size}${health}` : ended;
    process.stdout.write(`${program.padEnd(20)}${text}\n`);
  }
}
