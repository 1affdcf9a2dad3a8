// @ts-check
// The operators of one `npm test`, in its cluster.
import { prepareOperators, startOperators } from '../../test/testbed/operators/startOperators.mjs';
import { stopOperators } from '../../test/testbed/operators/stopOperators.mjs';
import { testClusterState } from './testCluster.mjs';

/**
 * Compiles what they need; nothing is started.
 * @param {(line: string) => void} log
 */
export async function prepareTestOperators(log) {
  if (process.env['TRAINYARD_TEST_CONTEXT'])
    throw new Error('operators are never installed in a given cluster: take TRAINYARD_TEST_CONTEXT out');
  await prepareOperators({ log });
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<() => Promise<void>>} Ends them, and takes their kinds out of the cluster again.
 */
export async function startTestOperators(log) {
  const stateDir = testClusterState();
  await startOperators({ stateDir, log });
  return async () => await stopOperators({ stateDir, wipe: true });
}
