// @ts-check
// A log from the kubelet through the API server, decoded and cut into lines, against `kubectl logs -f > /dev/null`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { KubeconfigCatalog } from '../../src/adapters/kubernetes/clusterCatalog.ts';
import { openTransport } from '../../src/adapters/kubernetes/openTransport.ts';
import { PodLogSource } from '../../src/adapters/kubernetes/podLogs.ts';
import { systemClock } from '../../src/domain/base/clock.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

export const id = 'kubernetes-logs';
export const group = 'kubernetes';
export const title = 'Log of a pod, 60,000 lines | kubectl logs -f > /dev/null';
// Lines a second, so that a ratio above one means faster.
export const unit = 'lines/s';

// Just below the size at which kubelets begin a new file (10 MiB); read several times, because it is soon read.
const lineCount = 60_000;
const reads = 4;
const text = 'of a training log of the usual length: epoch, step, some numbers and a name or two, about 100 bytes';
const kubeconfig = process.env['TRAINYARD_TEST_KUBECONFIG'];
const kubectl = process.env['TRAINYARD_TEST_KUBECTL'] ?? 'kubectl';
const namespace = `trainyard-bench-${randomBytes(4).toString('hex')}`;
let isSetUp = false;

export async function setup() {
  if (kubeconfig === undefined) throw new NotMeasured('no cluster: TRAINYARD_TEST_KUBECONFIG is not set');
  isSetUp = true;
  atExit(teardown);
  await run(['create', 'namespace', namespace]);
  const script = `seq 1 ${lineCount} | sed 's/$/ ${text}/'`;
  const spec = {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: 'trainyard.local/busybox:1', command: ['sh', '-c', script] }],
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'log' }, spec };
  await run(['create', '-f', '-'], JSON.stringify(pod));
  await run(['wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/log', '--timeout=120s']);
}

export async function ours() {
  const transport = await openedTransport();
  const source = new PodLogSource(transport, systemClock);
  let lines = 0;
  const begun = performance.now();
  const { longestBlockMs } = await longestBlock(async () => {
    for (let read = 0; read < reads; read++) {
      for await (const event of source.follow({ resource: `${namespace}/log/main` }, new AbortController().signal)) {
        if (event.kind === 'lines') lines += event.lines.length;
      }
    }
  });
  const seconds = (performance.now() - begun) / 1000;
  transport.dispose();
  return { value: (reads * lineCount) / seconds, also: { lostLines: reads * lineCount - lines, longestBlockMs } };
}

export async function theirs() {
  const begun = performance.now();
  for (let read = 0; read < reads; read++) await run(['logs', '-f', 'log']);
  return (reads * lineCount) / ((performance.now() - begun) / 1000);
}

export async function teardown() {
  if (!isSetUp) return;
  isSetUp = false;
  await run(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found']);
}

async function openedTransport() {
  const catalog = new KubeconfigCatalog({
    environment: { KUBECONFIG: kubeconfig },
    homeFolder: '/nowhere',
    extraFiles: () => [],
    workspaceFolders: () => [],
    serviceAccountFolder: '/nowhere',
  });
  const [first] = await catalog.list();
  if (!first) throw new Error('the kubeconfig has no context');
  const context = await catalog.contextOf(first.id);
  if (!context.ok) throw new Error(context.failure.message);
  const opened = openTransport(context.value, {});
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/**
 * @param {readonly string[]} args
 * @param {string} input
 */
async function run(args, input = '') {
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { stdio: ['pipe', 'ignore', 'inherit'] };
  const child = spawn(kubectl, ['--kubeconfig', kubeconfig ?? '', '--namespace', namespace, ...args], options);
  child.stdin?.end(input);
  const [code] = await once(child, 'close').catch((error) => {
    throw new NotMeasured(`no kubectl: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (code !== 0) throw new Error(`kubectl ${args[0]} ended with ${code}`);
}
