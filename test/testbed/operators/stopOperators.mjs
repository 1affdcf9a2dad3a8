// @ts-check
// The end of operators in a cluster that runs on.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stopDaemon } from '../daemon.mjs';
import { adminClient, httpAnswers } from '../kubernetes/clusterApi.mjs';
import { clusterPlace, componentDir } from '../kubernetes/clusterPlace.mjs';
import { runningNode } from '../kubernetes/node.mjs';
import { withLock } from '../withLock.mjs';
import { installedOperators } from './installedOperators.mjs';
import { kindsOf, registrationsOf } from './operatorObjects.mjs';
import { operatorNames } from './operatorParts.mjs';
import { operatorsDir } from './operatorRoot.mjs';

/**
 * Stops operators. What sends requests to them goes first: without a server behind it the cluster would refuse jobs and pods.
 * @param {{names?: readonly OperatorName[], stateDir?: string | undefined, wipe?: boolean}} options names: the default is all; wipe: their kinds
 * and objects go too.
 */
export async function stopOperators({ names = operatorNames, stateDir, wipe = false }) {
  const place = clusterPlace(stateDir);
  await withLock(`${place.dir}.lock`, async () => {
    const node = runningNode(place);
    const answers = node !== undefined && (await httpAnswers(place, `https://${node.ip}:6443/readyz`));
    if (!answers) throw new Error(`the cluster in ${place.dir} does not run; its operators end and start with it`);
    const client = adminClient(place, node.ip);
    try {
      const chosen = installedOperators(place).filter((name) => names.includes(name));
      // All at once: one may have finalizers on the objects of another.
      for (const path of chosen.flatMap(registrationsOf)) await client.call({ method: 'DELETE', path });
      if (wipe) await Promise.all(chosen.map(async (name) => await forgetKinds(client.call, name)));
      for (const name of chosen) {
        await stopDaemon(componentDir(place, name));
        rmSync(join(operatorsDir(place), name), { recursive: true, force: true });
      }
    } finally {
      client.close();
    }
  });
}

/** @typedef {import('./operatorParts.mjs').OperatorName} OperatorName */
/** @typedef {import('../kubernetes/clusterApi.mjs').ClusterClient} ClusterClient */

/** Finalizers of its objects are the operator's to take off. */
const wipeTimeoutMs = 60_000;

/**
 * @param {ClusterClient} call
 * @param {OperatorName} name
 */
async function forgetKinds(call, name) {
  await call({ method: 'DELETE', path: kindsOf(name) });
  const end = Date.now() + wipeTimeoutMs;
  for (;;) {
    const { items } = await call({ path: kindsOf(name) });
    if (items.length === 0) return;
    const left = items.map((/** @type {{metadata: {name: string}}} */ kind) => kind.metadata.name).join(', ');
    if (Date.now() > end) throw new Error(`${name}: these kinds are not gone after ${wipeTimeoutMs / 1000} s: ${left}`);
    await delay(100);
  }
}
