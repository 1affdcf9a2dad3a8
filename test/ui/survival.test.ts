import assert from 'node:assert/strict';
import { join } from 'node:path';
import { scratchFolder } from '../harness/runState.mjs';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import { Workbench } from '../harness/workbench.mjs';
import { busyboxOnly } from '../testbed/baseImage.mjs';
import { engineJson } from '../testbed/engineApi.mjs';
import { startEngine } from '../testbed/startEngine.mjs';
import { extensionHosts, programsBelow } from './support/hostProcess.ts';
import {
  inspectContainer,
  makeProject,
  openSession,
  shots,
  startLabelledRun,
  tellStory,
  type UiSession,
  until,
} from './support/uiSession.ts';
import { BUSYBOX } from '../support/testImages.ts';

describe('what a run survives', () => {
  const project = makeProject('survivor', {
    Dockerfile: `FROM ${BUSYBOX}\nRUN echo begun && sleep 120\n`,
    'trainyard.yaml':
      'version: 1\nworkloads:\n  train:\n    kind: run\n    build: { context: ., dockerfile: Dockerfile, tag: "survivor:latest" }\n',
  });
  const engineOptions = { name: 'old' as const, gpu: false as const, stateDir: '' };
  let engine: Awaited<ReturnType<typeof startEngine>> | undefined;
  let session: UiSession;
  let workbench: Workbench;
  let containerId: string;
  const host = (): string => engine?.dockerHost ?? '';
  const name = 'train-survivor';

  before(async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      return skipFor(this, 'an engine of its own needs Linux and root');
    engineOptions.stateDir = scratchFolder('engine');
    engine = await startEngine(engineOptions);
    await busyboxOnly({ dockerHost: engine.dockerHost });
    containerId = await startLabelledRun(host(), project, name);
    session = await openSession(project, {
      env: { DOCKER_HOST: host(), DOCKER_CONTEXT: undefined },
      settings: { 'trainyard.runs.stopGraceSeconds': 1 },
      browser: { width: 1300, height: 850 },
    });
    ({ workbench } = session);
    await workbench.openContainer('Trainyard');
  });
  after(async () => {
    await session?.close();
    await engine?.stop({ wipe: true });
  });
  tellStory('survival', () => workbench);

  /** Waits until the run says another epoch than now: it is followed, and not only remembered. */
  const ticks = async (window = workbench) => {
    const runs = window.view('Runs');
    await runs.row(name, { description: /^epoch \d+\/5000/, timeoutMs: 60_000 });
    const { description } = await runs.rowState(name);
    await until(window, 'the epoch goes on', async () =>
      (await runs.rowState(name)).description === description ? undefined : true,
    );
  };
  const epochOf = (description: string) => Number(/epoch (\d+)/.exec(description)?.[1]);
  /** Pages come and go while panels are replaced. */
  const anyFrameSays = async (words: string): Promise<boolean> => {
    for (const frame of workbench.page.frames()) {
      const text = await frame
        .locator('body')
        .innerText({ timeout: 1000 })
        .catch(() => '');
      if (text.includes(words)) return true;
    }
    return false;
  };
  /** Waits until the page of the log shows an epoch that comes after now. */
  const logGoesOn = async () => {
    await workbench.tab(`Log: ${name}`);
    const { description } = await workbench.view('Runs').rowState(name);
    const line = `epoch=${epochOf(description) + 4}/5000`;
    await until(workbench, `the log shows ${line}`, async () => {
      return (await anyFrameSays(line)) ? true : undefined;
    });
    const tabs = (await workbench.tabTitles()).filter((title) => title.startsWith('Log:'));
    assert.deepEqual(tabs, [`Log: ${name}`], 'one panel for one log');
  };

  it('a window reload: the run goes on, and its log is back', async () => {
    await ticks();
    await workbench.view('Runs').click(name);
    await logGoesOn();
    await workbench.tabRemembered(`Log: ${name}`);
    const loaded = workbench.page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await ticks();
    await logGoesOn();
  });

  it('two windows on one engine: what one stops is stopped in both, and nothing is started twice', async () => {
    const other = await startLabelledRun(host(), project, 'train-other');
    const page = await workbench.page.context().newPage();
    try {
      const second = new Workbench(page);
      await second.load(session.server.address(project));
      await second.openContainer('Trainyard');
      await ticks(second);
      await page.bringToFront();
      await second.view('Runs').inlineAction('train-other', 'Stop');
      for (const window of [second, workbench])
        await window.view('Runs').row('train-other', { description: /^stopped/ });
      await second.view('Runs').contextMenu('train-other', 'Remove…');
      await second.answerDialog(/Remove train-other/, 'Remove');
      for (const window of [second, workbench]) await window.view('Runs').gone('train-other');
      await assert.rejects(inspectContainer(host(), other));
      assert.equal((await inspectContainer(host(), containerId)).State.Running, true);
    } finally {
      await page.close();
    }
  });

  it('the extension host killed in mid-run: the next one finds the run, and the log goes on', async () => {
    const hosts = extensionHosts(session.server);
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await until(workbench, 'another extension host', async () =>
      extensionHosts(session.server).some((pid) => !hosts.includes(pid)) ? true : undefined,
    );
    assert.equal((await inspectContainer(host(), containerId)).State.Running, true);
    await ticks();
    // Nobody clicks: the page that the dead host left is replaced by itself.
    await logGoesOn();
    await workbench.screenshot(join(shots, 'survival-host-killed.png'));
  });

  it('the extension host killed in mid-build: no container of it is left, and the history does not say that it is on', async () => {
    await workbench.runCommand('Trainyard: Build image…', { timeoutMs: 60_000 });
    const panel = await workbench.webview('Build: survivor:latest');
    await visible(panel.getByText(/RUN echo begun/));
    const before = await engineJson(host(), { path: '/containers/json?all=1' });
    const hosts = extensionHosts(session.server);
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await until(workbench, 'another extension host', async () =>
      extensionHosts(session.server).some((pid) => !hosts.includes(pid)) ? true : undefined,
    );
    await workbench.view('Images').row('survivor:latest', { description: /cancelled/, timeoutMs: 60_000 });
    await workbench.screenshot(join(shots, 'survival-build-killed.png'));
    const all: readonly { Id: string }[] = await engineJson(host(), { path: '/containers/json?all=1' });
    assert.deepEqual(
      all.map(({ Id }) => Id),
      [containerId],
      `before: ${JSON.stringify(before.length)}`,
    );
    await until(workbench, 'no program of the build is left', async () =>
      programsBelow(1).some(({ command }) => command.includes(project) && command.includes('buildx'))
        ? undefined
        : true,
    );
    await until(workbench, 'the panel says what is true', async () =>
      (await anyFrameSays('Cut off with its window')) ? true : undefined,
    );
    const tabs = (await workbench.tabTitles()).filter((title) => title.startsWith('Build:'));
    assert.deepEqual(tabs, ['Build: survivor:latest'], 'one panel for builds');
    await workbench.screenshot(join(shots, 'survival-build-panel.png'));
    await ticks();
  });

  it('the engine restarted: rows say since when they are old, then what is true', async () => {
    await ticks();
    await engine?.stop();
    await workbench.view('Runs').row(name, { description: /^stale since \d/ });
    await workbench.view('Clusters').row('DOCKER_HOST', { description: /stale since/ });
    await workbench.screenshot(join(shots, 'survival-engine-gone.png'));
    engine = await startEngine(engineOptions);
    await workbench.view('Runs').row(name, { description: /^exited|^failed|^stopped/, timeoutMs: 60_000 });
    await workbench.view('Clusters').row('DOCKER_HOST', { description: /^Docker \d/ });
    const id = await startLabelledRun(host(), project, 'train-after');
    await workbench.view('Runs').row('train-after', { description: /^epoch \d+/ });
    assert.equal((await inspectContainer(host(), id)).State.Running, true);
  });
});
