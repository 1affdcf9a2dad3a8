// @ts-check
// Starts operators on the node of a cluster that runs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterProgram } from '../kubernetes/buildClusterPrograms.mjs';
import { adminClient, ApiError, httpAnswers } from '../kubernetes/clusterApi.mjs';
import { componentDir, kubeconfigOf } from '../kubernetes/clusterPlace.mjs';
import { startOnNode } from '../kubernetes/components.mjs';
import { runningRecord } from '../daemon.mjs';
import { shortHash } from '../paths.mjs';
import { runCommand } from '../runCommand.mjs';
import { operatorManifests } from './operatorManifests.mjs';
import { kindsOf } from './operatorObjects.mjs';
import { operatorParts, withNeeded } from './operatorParts.mjs';
import { operatorCommand, operatorsDir, webhookPki } from './operatorRoot.mjs';

/**
 * @typedef {import('../kubernetes/clusterPlace.mjs').ClusterPlace} ClusterPlace
 * @typedef {import('../kubernetes/controlPlane.mjs').ClusterFacts} ClusterFacts
 * @typedef {import('../kubernetes/node.mjs').Node} Node
 * @typedef {import('./operatorParts.mjs').OperatorName} OperatorName
 * @typedef {import('./operatorParts.mjs').OperatorPart} OperatorPart
 */

const templates = join(dirname(fileURLToPath(import.meta.url)), 'config');

/** The API server takes a moment to ask those that it has been told of. */
const answerTimeoutMs = 60_000;

/**
 * Starts those that do not run, one beside the other, and waits until their webhooks answer.
 * @param {ClusterFacts} facts
 * @param {Node} node
 * @param {{names: readonly OperatorName[], log: (line: string) => void}} options
 */
export async function launchOperators(facts, node, { names, log }) {
  const wanted = withNeeded(names);
  const missing = operatorParts.filter(
    ({ program }) => wanted.includes(program) && !runningRecord(componentDir(facts.place, program)),
  );
  if (missing.length === 0) return;
  const started = Date.now();
  await ensureWebhookPki(facts.place);
  // First the kinds of all: some end without those of others, or look for them at their start only.
  const prepared = await Promise.all(missing.map(async (part) => ({ part, late: await prepare(facts, part) })));
  await Promise.all(
    prepared.map(async ({ part, late }) => {
      await launch(facts, node, { part, late });
      log(`${part.program} answers after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    }),
  );
}

/**
 * @param {ClusterFacts} facts
 * @param {OperatorPart} part
 * @returns {Promise<string>} Manifests that wait until it listens.
 */
async function prepare(facts, part) {
  const { place, nodeIp } = facts;
  const { early, late } = await operatorManifests(part, webhookPki(place));
  const items = endpoints(part, nodeIp);
  const addresses = items.length === 0 ? '' : JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await applyOnce(place, part, [early, addresses]);
  await kindsAreServed(facts, part);
  return late;
}

/**
 * @param {ClusterFacts} facts
 * @param {Node} node
 * @param {{part: OperatorPart, late: string}} what
 */
async function launch(facts, node, { part, late }) {
  const { place, nodeIp } = facts;
  const template = join(templates, `${part.program}.yaml`);
  const config = part.configFlag && readFileSync(template, 'utf8').replaceAll('@NODE_IP@', nodeIp);
  const command = operatorCommand(place, part, config);
  const { healthPort, healthPath = '/readyz' } = part;
  const ready = async () =>
    healthPort === undefined || (await httpAnswers(place, `http://${nodeIp}:${healthPort}${healthPath}`));
  await startOnNode({ name: part.program, command, ready }, facts, node);
  if (late !== '') await apply(place, late);
  await everythingAnswers(facts, part);
}

/**
 * The node's address in place of the pods that its Services would have.
 * @param {OperatorPart} part
 * @param {string} nodeIp
 * @returns {readonly object[]}
 */
function endpoints({ services }, nodeIp) {
  return services.map(({ namespace, name, port, portName = '' }) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-node`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: portName, port, protocol: 'TCP' }],
    endpoints: [{ addresses: [nodeIp], conditions: { ready: true } }],
  }));
}

/**
 * Its kinds are there still when it is started again.
 * @param {ClusterPlace} place
 * @param {OperatorPart} part
 * @param {readonly string[]} texts
 */
async function applyOnce(place, { program }, texts) {
  const mark = join(operatorsDir(place), program, 'applied');
  const applied = shortHash(texts.join());
  if (existsSync(mark) && readFileSync(mark, 'utf8') === applied) return;
  for (const text of texts) if (text !== '') await apply(place, text);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, applied);
}

/**
 * @param {ClusterPlace} place
 * @param {string} text
 */
async function apply(place, text) {
  const user = ['--kubeconfig', kubeconfigOf(place, 'admin'), '--cache-dir', join(place.run, 'kubectl-cache')];
  const flags = ['--server-side', '--force-conflicts', '--validate=false', '-f', '-'];
  await runCommand(clusterProgram('trainyard-kube'), ['kubectl', ...user, 'apply', ...flags], { input: text });
}

/**
 * An operator that starts before the server tells of its kinds ends: `no matches for kind`. The server serves them before it tells of them.
 * @param {ClusterFacts} facts
 * @param {OperatorPart} part
 */
async function kindsAreServed({ place, nodeIp }, { program }) {
  const { call, close } = adminClient(place, nodeIp);
  try {
    const { items } = await call({ path: kindsOf(program) });
    for (const { spec } of items) {
      const has = (/** @type {readonly {name: string}[] | undefined} */ resources) =>
        resources?.some(({ name }) => name === spec.names.plural) ?? false;
      for (const { name } of spec.versions.filter((/** @type {{served: boolean}} */ version) => version.served))
        await answered(call, { path: `/apis/${spec.group}/${name}`, isAnswered: ({ resources }) => has(resources) });
    }
  } finally {
    close();
  }
}

/**
 * @param {ClusterFacts} facts
 * @param {OperatorPart} part
 */
async function everythingAnswers({ place, nodeIp }, { probes }) {
  const { call, close } = adminClient(place, nodeIp);
  try {
    for (const probe of probes) await answered(call, probe);
  } finally {
    close();
  }
}

/**
 * @param {import('../kubernetes/clusterApi.mjs').ClusterClient} call
 * @param {import('./operatorParts.mjs').Probe} probe
 */
async function answered(call, probe) {
  const end = Date.now() + answerTimeoutMs;
  while (!(await isAnswered(call, probe))) {
    if (Date.now() > end) throw new Error(`no right answer to ${probe.path} for ${answerTimeoutMs / 1000} s`);
    await delay(100);
  }
}

/**
 * @param {import('../kubernetes/clusterApi.mjs').ClusterClient} call
 * @param {import('./operatorParts.mjs').Probe} probe
 * @returns {Promise<boolean>}
 */
async function isAnswered(call, { path, body, isAnswered: isRight = () => true, isRefused = false }) {
  try {
    const answer = await call({ path, ...(body ? { method: 'POST', body } : {}) });
    return !isRefused && isRight(answer);
  } catch (error) {
    // Until it reaches them the server refuses what they are to see.
    if (error instanceof ApiError) return isRefused && /admission webhook .* denied/.test(error.message);
    throw error;
  }
}

/**
 * One authority and one certificate for all that may be started, also later.
 * @param {ClusterPlace} place
 */
async function ensureWebhookPki(place) {
  const dir = webhookPki(place);
  const names = operatorParts.flatMap(({ services }) =>
    services.map(({ namespace, name }) => `${name}.${namespace}.svc`),
  );
  const mark = join(dir, 'made-for');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === names.join()) return;
  mkdirSync(dir, { recursive: true });
  await runCommand(clusterProgram('webhook-pki'), ['--dir', dir, '--names', names.join()]);
  writeFileSync(mark, names.join());
}
