import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { kubeconfig, kubectl } from '../support/kubectl.ts';
import { PYTHON } from '../support/testImages.ts';
import {
  dockerHost,
  makeProject,
  openSession,
  removeProject,
  shots,
  startLabelledRun,
  tellStory,
  type UiSession,
  until,
} from './support/uiSession.ts';

const NAMESPACE = `ui-run-${randomBytes(3).toString('hex')}`;
/** Both ranks meet at MASTER_ADDR, then each works through its epochs: real processes on a real network. */
const PROGRAM = `
import os, socket, time
rank, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
address = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
if rank == 0:
    server = socket.create_server(("", address[1]))
    peers = [server.accept()[0] for _ in range(size - 1)]
    print("rank 0 met", len(peers), flush=True)
else:
    while True:
        try:
            peer = socket.create_connection(address, 5)
            break
        except OSError:
            time.sleep(0.5)
os.makedirs("/tmp/out/logs", exist_ok=True)
with open(f"/tmp/out/logs/rank-{rank}.txt", "w") as note:
    note.write("met")
for epoch in range(1, 41):
    print(f"epoch={epoch}/40 loss={1 / epoch:.4f}", flush=True)
    time.sleep(0.5)
`;
const SPEC = `version: 1
name: distributed
targets:
  lab: { kubernetes: { namespace: ${NAMESPACE} } }
workloads:
  train:
    image: ${PYTHON}
    command: [python3, /dev/null]
    nodes: 2
    outputs: [{ path: /tmp/out, to: results }]
    resources: { cpu: 100m, memory: 64Mi }
    target: lab
`;

const SERVE = `version: 1
name: distributed
targets:
  lab: { kubernetes: { namespace: ${NAMESPACE} } }
workloads:
  web:
    kind: serve
    image: ${PYTHON}
    command: [python3, -m, http.server, "8080"]
    ports: [8080]
    resources: { cpu: 100m, memory: 64Mi }
    target: lab
`;

describe('a two-node training in a cluster, from the run spec', () => {
  const spec = SPEC.replace('[python3, /dev/null]', JSON.stringify(['python3', '-c', PROGRAM]));
  const project = makeProject('distributed', { 'trainyard.yaml': spec });
  let session: UiSession;
  let workbench: Workbench;
  let run: string;

  before(async function () {
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    kubectl('create', 'namespace', NAMESPACE);
    const git = (...args: string[]) => execFileSync('git', ['-C', project, ...args]);
    git('init', '-q');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'first');
    session = await openSession(project, { browser: { width: 1400, height: 900 }, env: { KUBECONFIG: kubeconfig } });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (kubeconfig !== undefined) kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
    if (dockerHost !== undefined) await removeProject(dockerHost, project);
  });
  tellStory('cluster-run', () => workbench);

  it('is checked before anything is created, and started', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Trainyard: Run…');
    await quickInput.pick('Start', { title: /^Run train on / });
    await quickInput.opened({ title: /^Before train/, timeoutMs: 30_000 });
    await workbench.screenshot(join(shots, 'cluster-run-check.png'));
    assert.equal(kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'name'), '');
    await quickInput.pick(/Start in /, { title: /^Before train/ });
    // The start shows the view by itself; a click on its icon at that moment would hide it again.
    ({ label: run } = await workbench.view('Runs').rowState(/^train/, { timeoutMs: 60_000 }));
    assert.match(kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'name'), /job\.batch\/train/);
  });

  it('shows the merged log of both ranks, and epoch and loss in the Runs tree', async () => {
    const panel = await workbench.webview(`Log: ${run}`, { timeoutMs: 60_000 });
    await visible(panel.getByText(/rank 0 met 1/), 60_000);
    await visible(panel.getByText(/rank 1 \| epoch=/).first(), 60_000);
    await workbench.view('Runs').row(run, { description: /epoch \d+\/40.*loss/, timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'cluster-run.png'));
  });

  it('shows rank 0 alone, or folds one away', async () => {
    const panel = await workbench.webview(`Log: ${run}`);
    const ofRank = (rank: number) => panel.getByText(new RegExp(`rank ${rank} \\|`)).first();
    await panel.getByRole('button', { name: 'Only rank 0' }).click();
    await ofRank(1).waitFor({ state: 'detached' });
    await visible(ofRank(0));
    await workbench.screenshot(join(shots, 'cluster-run-rank.png'));
    await panel.getByRole('button', { name: 'All', exact: true }).click();
    await visible(ofRank(1));
    await panel.getByRole('button', { name: 'rank 0', exact: true }).click();
    await ofRank(0).waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: 'All', exact: true }).click();
  });

  it('brings its outputs into the folder while it runs', async () => {
    await workbench.view('Runs').contextMenu(run, 'Bring outputs back');
    await workbench.answerDialog(/Bring the outputs of train/, 'Bring');
    await workbench.notification(/The outputs of train.* are in .*results/, { timeoutMs: 30_000 });
    assert.equal(readFileSync(join(project, 'results/logs/rank-0.txt'), 'utf8'), 'met');
  });

  it('is stopped from its row, and says stopped and not failed', async () => {
    await workbench.view('Runs').inlineAction(run, 'Stop run in cluster');
    await workbench.view('Runs').row(run, { description: /stopped/, timeoutMs: 60_000 });
    assert.equal(kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'jsonpath={.items[0].spec.suspend}'), 'true');
  });

  it('is there again after the window was reloaded', async () => {
    await workbench.tabRemembered(`Log: ${run}`);
    await workbench.reload();
    // VS Code draws itself before it knows that the folder is trusted; until then menus are greyed out.
    const isOffered = async () => ((await workbench.offersCommand('Trainyard: Pull image…')) ? true : undefined);
    await until(workbench, 'commands of the extension are offered', isOffered, 60_000);
    await workbench.openContainer('Trainyard');
    await workbench.view('Runs').row(run, { description: /stopped/, timeoutMs: 60_000 });
  });

  it('is run again in the same place, with its own spec', async () => {
    const { quickInput } = workbench;
    await workbench.view('Runs').contextMenu(run, 'Run again with changes…');
    await quickInput.pick('Start', { title: new RegExp(`^Run train on .*/${NAMESPACE}$`), timeoutMs: 30_000 });
    await quickInput.opened({ title: /^Before train/, timeoutMs: 30_000 });
    await quickInput.cancel();
  });

  it('is seen by whoever adds its namespace to the view', async () => {
    const { quickInput } = workbench;
    const title = 'Show runs of clusters';
    await workbench.runCommand('Trainyard: Show runs of clusters…');
    await quickInput.pick(new RegExp(NAMESPACE), { title });
    await workbench.view('Runs').gone(run);
    await workbench.runCommand('Trainyard: Show runs of clusters…');
    await quickInput.pick(/testbed|./, { title });
    await quickInput.pick(NAMESPACE, { title, timeoutMs: 30_000 });
    await workbench.view('Runs').row(run, { description: /stopped/, timeoutMs: 60_000 });
  });

  it('shows the changes that were not committed when it started', async () => {
    await workbench.view('Runs').contextMenu(run, 'Show uncommitted changes of this run');
    await workbench.tab(`${run}.changes.diff`);
    await visible(workbench.page.locator('.view-line').getByText('+++ b/trainyard.yaml').first());
    await workbench.screenshot(join(shots, 'cluster-run-changes.png'));
    await workbench.closeTab(`${run}.changes.diff`);
  });

  it('is laid beside a run on Docker', async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    const other = `train-on-docker-${process.pid}`;
    await startLabelledRun(dockerHost, project, other);
    await workbench.view('Runs').row(other);
    await workbench.view('Runs').contextMenu(run, 'Compare runs…');
    await workbench.quickInput.pick(other, { title: `Compare ${run} with…` });
    await workbench.tab(`${run} ↔ ${other}`);
    const sides = workbench.page.locator('.monaco-diff-editor .editor');
    await visible(sides.nth(0).getByText(NAMESPACE).first());
    await visible(
      sides
        .nth(1)
        .getByText(/docker:/)
        .first(),
    );
    await workbench.screenshot(join(shots, 'cluster-run-compare.png'));
    await workbench.closeTab(`${run} ↔ ${other}`);
    await removeProject(dockerHost, project);
    await workbench.view('Runs').gone(other);
  });

  it('is deleted with all that belongs to it', async () => {
    await workbench.view('Runs').contextMenu(run, 'Delete object…');
    await workbench.answerDialog(/Delete Job train/, 'Delete');
    await workbench.view('Runs').row(run, { description: /deleted; its log was kept until/, timeoutMs: 60_000 });
    assert.equal(kubectl('-n', NAMESPACE, 'get', 'jobs', '-o', 'name'), '');
  });

  it('leaves its log on this machine, until that is removed, too', async () => {
    await workbench.closeTab(`Log: ${run}`);
    const runs = workbench.view('Runs');
    await runs.contextMenu(run, 'Open kept log…');
    const panel = await workbench.webview(`Log: ${run}`);
    await visible(panel.getByText(/The pod is gone\. This log was kept on this machine until/), 30_000);
    await visible(panel.getByText(/epoch=/).first());
    await workbench.screenshot(join(shots, 'cluster-run-kept.png'));
    await runs.contextMenu(run, 'Remove kept log…');
    await workbench.answerDialog(/Remove the kept log of /, 'Remove');
    await runs.gone(run);
  });

  it('serves, and forwards its port when it is ready once that was asked for', async () => {
    const { quickInput } = workbench;
    writeFileSync(join(project, 'trainyard.yaml'), SERVE);
    await workbench.runCommand('Trainyard: Run…');
    await quickInput.pick('Start', { title: /^Run web on / });
    await quickInput.pick(/Start in /, { title: /^Before web/, timeoutMs: 30_000 });
    await workbench.notification(/web: .*up to date and ready/, { timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'cluster-serve-ready.png'));
    await workbench.notification(/web: .*up to date and ready/, { button: 'Always forward' });
    const text = await workbench.notification(/web is ready: port 8080 is forwarded to localhost:\d+/);
    const port = /localhost:(\d+)/.exec(text)?.[1];
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200);
  });
});
