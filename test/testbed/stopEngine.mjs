// The end of an engine, whoever started it and in whatever state it is.
import { rmSync } from 'node:fs';
import { forgetRecord, readRecord } from './daemon.mjs';
import { engineJson, enginePing, engineRequest } from './engineApi.mjs';
import { removeEngineLeftovers } from './engineLeftovers.mjs';
import { enginePlace } from './enginePlace.mjs';
import { unmountBelow } from './mounts.mjs';
import { isAlive, sendSignal, waitForEnd } from './processTree.mjs';

/**
 * Stops an engine with all its containers, and removes what it left on the machine.
 * @param {{name: 'old' | 'new', stateDir?: string | undefined, wipe?: boolean}} options wipe: its images and data too.
 */
export async function stopEngine({ name, stateDir, wipe = false }) {
  const place = enginePlace({ name, stateDir });
  const record = readRecord(place.dir);
  const { dataRoot = place.dataRoot, bridge } = textFacts(record?.facts);
  if (record && isAlive(record.process)) {
    // Containers that are about to be deleted need no time to end well: most test programs ignore TERM, which costs ten seconds.
    if (wipe) await killContainers(place.dockerHost);
    sendSignal(record.process, 'SIGTERM');
    sendSignal(record.process, 'SIGCONT');
    if (!(await waitForEnd(record.process, 30_000))) sendSignal(record.process, 'SIGKILL');
  }
  await removeEngineLeftovers({ dataRoot, execRoot: place.execRoot, bridge });
  await unmountBelow(dataRoot);
  const own = place.socketDir === place.dir ? [] : [place.socketDir];
  const gone = wipe ? [dataRoot, place.dir] : [];
  for (const path of [place.socket, place.pidFile, place.execRoot, ...own, ...gone])
    rmSync(path, { recursive: true, force: true });
  forgetRecord(place.dir);
}

/**
 * @param {Record<string, unknown> | undefined} facts
 * @returns {{dataRoot?: string, bridge?: string}}
 */
function textFacts(facts) {
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => typeof value === 'string'));
}

/**
 * @param {string} dockerHost
 */
async function killContainers(dockerHost) {
  if (!(await enginePing(dockerHost))) return;
  const running = await engineJson(dockerHost, { path: '/containers/json', timeoutMs: 5000 });
  const kill = (/** @type {{Id: string}} */ one) =>
    engineRequest(dockerHost, { method: 'POST', path: `/containers/${one.Id}/kill`, timeoutMs: 5000 });
  await Promise.all(running.map(kill));
}
