// From a run back to its code and its values: of the Runs view and of a tracker.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { BUSYBOX } from '../support/testImages.ts';
import { openExperiments } from './support/openExperiments.ts';
import {
  dockerHost,
  inspectContainer,
  makeProject,
  openSession,
  removeProject,
  type RunContainer,
  runsOfProject,
  shots,
  tellStory,
  type UiSession,
  until,
} from './support/uiSession.ts';

const python = process.env['TRAINYARD_TEST_MLFLOW_PYTHON'];
const FORM = /^Run train on /;
const SPEC = `version: 1
workloads:
  train:
    image: ${BUSYBOX}
    command: [echo, trained, --lr, "0.1"]
`;
/** As a client of the user's would have recorded it. */
const RECORD = `
import mlflow, sys
mlflow.set_tracking_uri("sqlite:///" + sys.argv[1])
mlflow.set_experiment("digits")
with mlflow.start_run(run_name="kept", tags={"mlflow.source.git.commit": sys.argv[2]}) as run:
    mlflow.log_param("lr", 0.05)
    print(run.info.run_id)
`;

describe('the code and the values of a run', () => {
  const project = makeProject('code', {
    'train.py': 'lr = 0.1\n',
    'trainyard.yaml': SPEC,
    '.gitignore': 'mlflow.db\nmlruns\n',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
      encoding: 'utf8',
    }).trim();
  let session: UiSession | undefined;
  let workbench: Workbench;
  let host: string;
  let trackedId: string;
  let commit: string;

  before(async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    if (python === undefined) return skipFor(this, 'TRAINYARD_TEST_MLFLOW_PYTHON names no interpreter');
    host = dockerHost;
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    commit = git('rev-parse', 'HEAD');
    const said = execFileSync(python, ['-c', RECORD, join(project, 'mlflow.db'), commit], {
      cwd: project,
      encoding: 'utf8',
    });
    trackedId = said.trim().split('\n').at(-1) ?? '';
    writeFileSync(join(project, 'train.py'), 'lr = 0.2\n');
    session = await openSession(project, { browser: { width: 1400, height: 900 } });
    ({ workbench } = session);
    await workbench.openContainer('Trainyard');
  });
  after(async () => {
    await session?.close();
    if (dockerHost !== undefined) await removeProject(dockerHost, project);
  });
  tellStory('run-code', () => workbench);

  const newRun = async (count: number): Promise<RunContainer> =>
    await until(workbench, `run ${count}`, async () => {
      const found = await runsOfProject(host, project);
      return found.length === count ? found[0] : undefined;
    });
  const nameOf = ({ Labels }: RunContainer) => Labels['trainyard.run-name'] ?? '';

  it('are offered for change where they stand in the command, with the line that will run', async () => {
    const { quickInput } = workbench;
    await workbench.view('Runs').titleAction('Run…');
    await quickInput.pick('Start', { title: FORM });
    const first = nameOf(await newRun(1));
    await workbench.view('Runs').row(first, { description: /ok/ });
    await workbench.view('Runs').contextMenu(first, 'Run again with changes…');
    await quickInput.pick('lr', { title: FORM });
    await quickInput.accept({ title: 'lr', text: '0.4' });
    await quickInput.opened({ title: FORM });
    const rows = (await quickInput.state())?.rows.join('\n') ?? '';
    assert.match(rows, /echo trained --lr 0\.4/);
    assert.match(rows, /0\.4 \(was 0\.1\)/);
    await workbench.screenshot(join(shots, 'run-again.png'));
    await quickInput.pick('Start', { title: FORM });
    const container = await newRun(2);
    assert.deepEqual((await inspectContainer(host, container.Id)).Args.slice(-2), ['--lr', '0.4']);
    assert.equal(container.Labels['trainyard.from-run'], first);
    assert.equal(container.Labels['trainyard.parameters'], '{"lr":"0.4"}');
    assert.equal(readFileSync(join(project, 'trainyard.yaml'), 'utf8'), SPEC);
  });

  it('are those of a run of a tracker, which the new run names', async () => {
    const { quickInput } = workbench;
    const experiments = await openExperiments(workbench);
    await experiments.row('mlflow.db');
    await experiments.expand('mlflow.db');
    await experiments.row('digits', { timeoutMs: 30_000 });
    await experiments.expand('digits');
    await experiments.row('kept', { timeoutMs: 30_000 });
    await experiments.contextMenu('kept', 'Run again with changed parameters…');
    await quickInput.opened({ title: FORM, timeoutMs: 30_000 });
    assert.match((await quickInput.state())?.rows.join('\n') ?? '', /echo trained --lr 0\.05/);
    await quickInput.pick('Start', { title: FORM });
    const container = await newRun(3);
    assert.deepEqual((await inspectContainer(host, container.Id)).Args.slice(-2), ['--lr', '0.05']);
    assert.equal(container.Labels['trainyard.from-run'], 'kept');
    assert.equal(container.Labels['trainyard.from-run-id'], trackedId);
  });

  it('are changed from the page of a run too, in the title of its editor and by the palette', async () => {
    const { quickInput } = workbench;
    await workbench.view('Experiments').contextMenu('kept', 'Show run');
    await workbench.tab(/^kept .*\.run\.yaml$/, { timeoutMs: 30_000 });
    await (await workbench.editorButton('Run again with changed parameters…')).click();
    await quickInput.opened({ title: FORM, timeoutMs: 30_000 });
    assert.match((await quickInput.state())?.rows.join('\n') ?? '', /echo trained --lr 0\.05/);
    await workbench.screenshot(join(shots, 'run-page-actions.png'));
    await quickInput.cancel();
    await workbench.runCommand('Trainyard: Restore this code…', { timeoutMs: 30_000 });
    await quickInput.opened({ title: /^Code of kept/, timeoutMs: 30_000 });
    await quickInput.cancel();
    assert.equal(await workbench.offersCommand('Trainyard: Serve this model…'), false, 'it has left none');
    // Not a log, which would take the focus from the palette.
    await workbench.openFile('train.py');
    const again = 'Trainyard: Run again with changed parameters…';
    assert.equal(await workbench.offersCommand(again), false, 'no page of a run is in front');
  });

  it('come back into a folder of their own, with the changes that were not committed', async () => {
    const { quickInput } = workbench;
    writeFileSync(join(project, 'train.py'), 'lr = 0.9\n');
    const runs = workbench.view('Runs');
    await runs.open();
    const [newest] = await runsOfProject(host, project);
    assert.ok(newest);
    const path = join(dirname(project), 'restored run');
    await runs.contextMenu(nameOf(newest), 'Restore this code…');
    await quickInput.accept({ title: /^Code of train/, text: path });
    assert.match(await workbench.notification(/has the commit/, { timeoutMs: 30_000 }), /with the changes of train/);
    await workbench.screenshot(join(shots, 'restore-code.png'));
    assert.equal(readFileSync(join(path, 'train.py'), 'utf8'), 'lr = 0.2\n');
    assert.equal(readFileSync(join(project, 'train.py'), 'utf8'), 'lr = 0.9\n');
  });

  it('of a tracker come back too, from the commit that its client wrote down', async () => {
    const { quickInput } = workbench;
    await workbench.view('Experiments').contextMenu('kept', 'Restore this code…');
    await quickInput.pick('Make another folder…', { title: /^Code of kept/, timeoutMs: 30_000 });
    await quickInput.accept({ title: /^Code of kept/ });
    await workbench.notification(/from which kept was started/, { timeoutMs: 30_000 });
    assert.equal(readFileSync(join(`${project}-kept`, 'train.py'), 'utf8'), 'lr = 0.1\n');
  });
});
