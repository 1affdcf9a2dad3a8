// @ts-check
// Which operators a cluster has.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { operatorNames } from './operatorParts.mjs';
import { operatorsDir } from './operatorRoot.mjs';

/**
 * @param {import('../kubernetes/clusterPlace.mjs').ClusterPlace} place
 * @returns {import('./operatorParts.mjs').OperatorName[]} Whether they run or not: the cluster's objects ask for them.
 */
export function installedOperators(place) {
  return operatorNames.filter((name) => existsSync(join(operatorsDir(place), name)));
}
