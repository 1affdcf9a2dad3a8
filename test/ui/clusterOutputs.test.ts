import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { claimOnDisk } from '../support/kubeClaims.ts';
import { kubeconfig, kubectl, kubectlCreate } from '../support/kubectl.ts';
import { BUSYBOX } from '../support/testImages.ts';
import { makeProject, openSession, shots, tellStory, type UiSession, until } from './support/uiSession.ts';

const NAMESPACE = `ui-outputs-${randomBytes(3).toString('hex')}`;
/** Each run leaves its own name, and runs until it is told to end. */
const SCRIPT =
  'mkdir -p /results/run; echo "$HOSTNAME" > /results/run/model.pt; echo begun; until test -e /results/end; do sleep 0.2; done; rm /results/end';
const SPEC = `version: 1
name: leaving
targets:
  lab: { kubernetes: { namespace: ${NAMESPACE} } }
workloads:
  train:
    image: ${BUSYBOX}
    pull: never
    command: ${JSON.stringify(['sh', '-c', SCRIPT])}
    mounts: [{ pvc: data, path: /results }]
    outputs: [{ path: /results/run, to: results }]
    resources: { cpu: 100m, memory: 64Mi }
    target: lab
`;

describe('outputs of runs in a cluster', () => {
  const project = makeProject('leaving', { 'trainyard.yaml': SPEC });
  let session: UiSession;
  let workbench: Workbench;

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    kubectl('create', 'namespace', NAMESPACE);
    kubectlCreate(NAMESPACE, claimOnDisk(NAMESPACE, 'data', 'ReadWriteMany'));
    const settings = { 'trainyard.clusters.helperImage': BUSYBOX };
    const browser = { width: 1400, height: 900 };
    session = await openSession(project, { browser, env: { KUBECONFIG: kubeconfig }, settings });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig === undefined) return;
    kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
    kubectl('delete', 'pv', `${NAMESPACE}-data`, '--wait=false');
  });
  tellStory('cluster-outputs', () => workbench);

  /** Starts it from the spec and gives its name. */
  async function start(): Promise<string> {
    const { quickInput } = workbench;
    const known = jobs();
    await workbench.runCommand('Trainyard: Run…');
    await quickInput.pick('Start', { title: /^Run train on / });
    await quickInput.pick(/Start in /, { title: /^Before train/, timeoutMs: 30_000 });
    const run = await until(workbench, 'its Job is there', async () => jobs().find((name) => !known.includes(name)));
    await workbench.view('Runs').row(run, { description: /running/, timeoutMs: 60_000 });
    return run;
  }
  const jobs = () => kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'jsonpath={.items[*].metadata.name}').split(' ');
  const end = (run: string) => kubectl('-n', NAMESPACE, 'exec', `job/${run}`, '--', 'touch', '/results/end');
  const results = join(project, 'results');
  const modelIn = (folder: string) => readFileSync(join(folder, 'model.pt'), 'utf8').trim();
  const helpers = () => kubectl('-n', NAMESPACE, 'get', 'pods', '-l', 'trainyard.dev/helper=claim-files', '-o', 'name');
  let first: string;

  it('come into their folder by themselves when the run ends', async () => {
    first = await start();
    assert.equal(existsSync(results), false);
    end(first);
    await workbench.notification(/The outputs of train.* are in .*results\./, { timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'cluster-outputs-came.png'));
    assert.match(modelIn(results), new RegExp(`^${first}-`));
    assert.equal(helpers(), '');
  });

  it('replace nothing without a question, and can be kept beside', async () => {
    const second = await start();
    end(second);
    const asked = await workbench.notification(/Outputs of train.*model\.pt/, { timeoutMs: 60_000 });
    assert.match(asked, new RegExp(second));
    assert.match(modelIn(results), new RegExp(`^${first}-`));
    await workbench.screenshot(join(shots, 'cluster-outputs-asked.png'));
    await workbench.notification(/Outputs of train.*model\.pt/, { button: 'Keep both' });
    await workbench.notification(new RegExp(`The outputs of ${second} are in`), { timeoutMs: 60_000 });
    assert.match(modelIn(join(results, second)), new RegExp(`^${second}-`));
    assert.match(modelIn(results), new RegExp(`^${first}-`));
    assert.deepEqual(readdirSync(results).toSorted(), ['model.pt', second].toSorted());
  });

  it('of a run that ended while no window was open are offered by the next one', async () => {
    const third = await start();
    const { page } = workbench;
    await page.goto('about:blank');
    end(third);
    kubectl('-n', NAMESPACE, 'wait', '--for=condition=complete', `job/${third}`, '--timeout=60s');
    await page.goBack();
    await workbench.openContainer('Trainyard');
    await workbench.notification(`${third} has ended. Its outputs are still in the cluster.`, {
      button: 'Bring outputs',
      timeoutMs: 60_000,
    });
    await workbench.notification(/Outputs of train.*model\.pt/, { button: 'Replace', timeoutMs: 60_000 });
    await workbench.notification(new RegExp(`The outputs of ${third} are in`), { timeoutMs: 60_000 });
    assert.match(modelIn(results), new RegExp(`^${third}-`));
  });
});
