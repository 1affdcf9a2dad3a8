import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { BARE_PROJECT } from './support/bareProject.ts';
import {
  dockerHost,
  inspectContainer,
  makeProject,
  openSession,
  removeProject,
  runsOfProject,
  shots,
  startLabelledRun,
  tellStory,
  type UiSession,
  until,
  useLocalBase,
} from './support/uiSession.ts';

const FORM = /^Run train on /;
/** Python as a container's first process ignores SIGTERM, so that a stop takes the whole grace. */
const OPTIONS = { browser: { width: 1400, height: 900 }, settings: { 'trainyard.runs.stopGraceSeconds': 1 } };
const RUN = /^train(-|$)/;

describe('the main job by mouse', () => {
  const project = makeProject('bare', BARE_PROJECT);
  let session: UiSession;
  let workbench: Workbench;
  let host: string;
  let first: string;
  let second: string;

  before(async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    host = dockerHost;
    session = await openSession(project, OPTIONS);
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (dockerHost !== undefined) await removeProject(dockerHost, project, 'bare:latest');
  });
  tellStory('mouse', () => workbench);

  it('writes the files of a bare project from the menu of its Python file', async () => {
    const files = workbench.view('bare');
    await files.contextMenu('train.py', 'Containerize…');
    assert.match(await workbench.notification(/wrote/), /Dockerfile/);
    for (const name of ['Dockerfile', '.dockerignore', 'trainyard.yaml']) {
      await files.row(name);
      assert.ok(existsSync(join(project, name)), name);
    }
    await workbench.tab('trainyard.yaml');
    useLocalBase(project);
  });

  it('builds the image and shows its steps', async () => {
    await workbench.view('bare').contextMenu('trainyard.yaml', 'Build image…');
    const panel = await workbench.webview(/^Build: /);
    await visible(panel.getByText(/pip install/), 60_000);
    assert.match(await workbench.notification(/is built|failed/, { timeoutMs: 150_000 }), /bare.* is built/);
    await workbench.screenshot(join(shots, 'job-build.png'));
    await workbench.openContainer('Trainyard');
    await workbench.view('Images').row(/^bare/, { description: /./ });
  });

  it('runs it with the limits that were chosen', async () => {
    const { quickInput } = workbench;
    await workbench.view('Runs').titleAction('Run…');
    await quickInput.pick('CPU', { title: FORM });
    await quickInput.accept({ title: 'CPU', text: '500m' });
    await quickInput.pick('Memory', { title: FORM });
    await quickInput.accept({ title: 'Memory', text: '300Mi' });
    await quickInput.pick('GPUs', { title: FORM });
    await quickInput.pick('1', { title: 'GPUs' });
    await quickInput.opened({ title: FORM });
    await workbench.screenshot(join(shots, 'job-form.png'));
    await quickInput.pick('Start', { title: FORM });
    // An engine of this age does not say whether it has GPUs: that is told before the start, and left to the user.
    await quickInput.opened({ title: /^Before train.* starts/ });
    await workbench.screenshot(join(shots, 'job-preflight.png'));
    await quickInput.pick('Run', { title: /^Before train.* starts/ });
    ({ label: first } = await workbench.view('Runs').rowState(RUN, { timeoutMs: 60_000 }));
    const [container] = await runsOfProject(host, project);
    assert.ok(container);
    const { HostConfig } = await inspectContainer(host, container.Id);
    assert.equal(HostConfig.NanoCpus, 0.5e9);
    assert.equal(HostConfig.Memory, 300 * 2 ** 20);
    assert.equal(HostConfig.DeviceRequests?.[0]?.Count, 1);
  });

  it('streams the log, and ticks epoch and loss in the tree and in the status bar', async () => {
    const panel = await workbench.webview(`Log: ${first}`);
    await visible(panel.getByText(/epoch=5\/400 loss=/), 60_000);
    const runs = workbench.view('Runs');
    await runs.row(first, { description: /epoch \d+\/400.*loss/ });
    const { description } = await runs.rowState(first);
    await until(workbench, 'the epoch goes on', async () =>
      (await runs.rowState(first)).description === description ? undefined : true,
    );
    await workbench.statusItem(/train.*epoch \d+\/400/);
    await workbench.screenshot(join(shots, 'job-run.png'));
  });

  it('stops it, and says stopped and not failed', async () => {
    await workbench.view('Runs').inlineAction(first, 'Stop');
    await workbench.view('Runs').row(first, { description: /^stopped/ });
    const panel = await workbench.webview(`Log: ${first}`);
    await visible(panel.getByText(/Ended/).first());
    assert.equal(await panel.getByText(/Killed from outside/).count(), 0, 'a stop on purpose is no failure');
    const [container] = await runsOfProject(host, project);
    assert.equal(container?.State, 'exited');
  });

  it('runs it again with another argument', async () => {
    const { quickInput } = workbench;
    await workbench.view('Runs').contextMenu(first, 'Run again with changes…');
    await quickInput.pick('epochs', { title: FORM });
    await quickInput.accept({ title: 'epochs', text: '900' });
    await quickInput.pick('Start', { title: FORM });
    await quickInput.pick('Run', { title: /^Before train.* starts/ });
    const container = await until(workbench, 'a second run', async () => {
      const found = await runsOfProject(host, project);
      return found.length === 2 ? found.find(({ State }) => State === 'running') : undefined;
    });
    second = container.Labels['trainyard.run-name'] ?? '';
    await workbench.view('Runs').row(second, { description: /epoch \d+\/900/ });
    const { Args, HostConfig } = await inspectContainer(host, container.Id);
    assert.ok(Args.join(' ').includes('--epochs 900') || Args.join(' ').includes('--epochs=900'), Args.join(' '));
    assert.equal(HostConfig.Memory, 300 * 2 ** 20, 'the limits of last time are proposed again');
  });

  it('opens a shell in it', async () => {
    await workbench.view('Runs').inlineAction(second, 'Open shell');
    await workbench.terminalShows(/[$#] ?$/);
    await workbench.typeInTerminal('echo inside-$((6*7)) && ls /app');
    await workbench.terminalShows(/inside-42\n.*train\.py/);
    await workbench.screenshot(join(shots, 'job-shell.png'));
  });

  it('cleans up after naming what goes', async () => {
    const runs = workbench.view('Runs');
    await runs.inlineAction(second, 'Stop');
    await runs.row(second, { description: /^stopped/ });
    await runs.titleAction('Remove finished runs…');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    const text = await (await visible(dialog)).innerText();
    assert.ok(text.includes(first) && text.includes(second), text);
    await workbench.screenshot(join(shots, 'job-clean-up.png'));
    await workbench.answerDialog(/Remove 2 finished runs/, 'Remove');
    await runs.gone(first);
    await runs.gone(second);
    assert.match(await runs.welcomeText(), /No runs yet/);
    assert.deepEqual(await runsOfProject(host, project), []);
  });
});

describe('the main job by keyboard', () => {
  const project = makeProject('keys', BARE_PROJECT);
  let session: UiSession;
  let workbench: Workbench;
  let host: string;
  let name: string;

  before(async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    host = dockerHost;
    session = await openSession(project, OPTIONS);
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (dockerHost !== undefined) await removeProject(dockerHost, project, 'keys:latest');
  });
  tellStory('keyboard', () => workbench);

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  /** Runs a command by typing its name and Enter alone; what comes to the front meanwhile closes the palette, which is opened again then. */
  const command = async (title: string) => {
    // Enter takes the row that is marked, and the list follows the keys a moment later.
    const row = workbench.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: title }).first();
    await until(workbench, `${title} is offered`, async () => {
      await workbench.openPalette();
      await workbench.page.keyboard.type(title);
      return await row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => undefined,
      );
    });
    await press('Enter');
  };
  /** Goes down the open list to the row, as the arrow keys do, and presses Enter. */
  const arrowTo = async (label: string, title: string | RegExp) => {
    await workbench.quickInput.opened({ title });
    const focused = workbench.page.locator('.quick-input-list .monaco-list-row.focused .label-name');
    await until(workbench, `the arrows reach ${label}`, async () => {
      const text = ((await focused.first().textContent()) ?? '').trim();
      if (text === label) return true;
      await press('ArrowDown');
      return undefined;
    });
    await press('Enter');
  };
  const logHasFocus = async () =>
    await until(workbench, 'the log has the focus', async () =>
      (await workbench.page.evaluate(() => document.activeElement?.tagName)) === 'IFRAME' ? true : undefined,
    );
  /** What has the keyboard, as a screen reader would say it: the focused row of a tree, else the focused element. */
  const spokenFocus = async (): Promise<string> =>
    await workbench.page.evaluate(() => {
      const list = document.activeElement?.closest('.monaco-list');
      const row = list?.querySelector('.monaco-list-row.focused');
      return (row ?? document.activeElement)?.getAttribute('aria-label') ?? '';
    });

  it('writes the files and builds the image', async () => {
    await press('Control+P');
    await workbench.quickInput.opened();
    await workbench.page.keyboard.type('train.py');
    await visible(workbench.quickInput.rows.filter({ hasText: 'train.py' }));
    await press('Enter');
    await workbench.tab('train.py');
    await command('Trainyard: Containerize…');
    await workbench.tab('trainyard.yaml');
    await workbench.notification(/wrote/);
    useLocalBase(project);
    await command('Trainyard: Build image…');
    assert.match(await workbench.notification(/is built|failed/, { timeoutMs: 150_000 }), /keys.* is built/);
  });

  it('runs it with arrows and Enter', async () => {
    await command('Trainyard: Run…');
    await arrowTo('CPU', FORM);
    await workbench.quickInput.opened({ title: 'CPU' });
    await workbench.page.keyboard.type('1');
    await press('Enter');
    await arrowTo('epochs', FORM);
    await workbench.quickInput.opened({ title: 'epochs' });
    await workbench.page.keyboard.type('800');
    await press('Enter');
    await workbench.quickInput.opened({ title: FORM });
    await press('Home');
    await arrowTo('Start', FORM);
    const container = await until(
      workbench,
      'the run',
      async () => (await runsOfProject(host, project)).find(({ State }) => State === 'running'),
      60_000,
    );
    name = container.Labels['trainyard.run-name'] ?? '';
    const { HostConfig, Args } = await inspectContainer(host, container.Id);
    assert.equal(HostConfig.NanoCpus, 1e9);
    assert.match(Args.join(' '), /--epochs[= ]800/);
    await workbench.tab(`Log: ${name}`);
    await logHasFocus();
  });

  it('keeps the focus on the row while its values tick, over F5 and back from the log', async () => {
    const runs = workbench.view('Runs');
    await runs.row(name, { description: /epoch \d+\/800/ });
    // A page that has just opened takes the focus once more when it is drawn, which may be after the command.
    await until(workbench, 'the focus is on the run', async () => {
      await command('Trainyard: Focus on Runs View');
      await press('Home');
      return (await spokenFocus()).startsWith(`Run ${name}, epoch`) ? true : undefined;
    });
    const before = await spokenFocus();
    await until(workbench, 'the row ticks', async () => ((await spokenFocus()) === before ? undefined : true));
    assert.match(await spokenFocus(), new RegExp(`^Run ${name}, epoch`));
    await press('F5');
    const afterRefresh = await spokenFocus();
    assert.match(afterRefresh, new RegExp(`^Run ${name}, epoch`));
    await until(workbench, 'it ticks after F5', async () =>
      (await spokenFocus()) === afterRefresh ? undefined : true,
    );
    assert.match(await spokenFocus(), new RegExp(`^Run ${name}, epoch`));
    await press('ArrowRight');
    await runs.row('loss');
    await press('ArrowDown');
    await until(workbench, 'a detail row has the focus', async () =>
      (await spokenFocus()).startsWith('loss') ? true : undefined,
    );
    await press('ArrowLeft');
    await until(workbench, 'Left goes back to the run', async () =>
      (await spokenFocus()).startsWith(`Run ${name}`) ? true : undefined,
    );
    await press('ArrowLeft', 'Enter');
    await logHasFocus();
    assert.ok((await workbench.tabTitles()).filter((title) => title.startsWith('Log:')).length === 1, 'one log panel');
  });

  it('opens a shell, types in it, and goes back to the tree', async () => {
    await command('Trainyard: Open shell');
    await arrowTo(name, 'Open a shell in');
    await workbench.terminalShows(/[$#] ?$/);
    await visible(workbench.page.locator('.terminal-wrapper.active .xterm.focus'));
    await workbench.page.keyboard.type('echo keys-$((6*7))\n');
    await workbench.terminalShows(/keys-42/);
    await workbench.page.keyboard.type('exit\n');
    await workbench.terminalShows(/ended with exit code 0/);
  });

  it('stops it from the menu of its row', async () => {
    await until(workbench, 'the tree has the focus', async () => {
      await command('Trainyard: Focus on Runs View');
      return (await spokenFocus()).startsWith(`Run ${name}`) ? true : undefined;
    });
    await press('Shift+F10');
    const focused = workbench.page.locator('.monaco-menu .action-item.focused .action-label');
    await visible(workbench.page.locator('.monaco-menu'));
    await until(workbench, 'the arrows reach Stop', async () => {
      if ((await focused.count()) > 0 && (await focused.first().textContent())?.trim() === 'Stop') return true;
      await press('ArrowDown');
      return undefined;
    });
    await press('Enter');
    await workbench.view('Runs').row(name, { description: /^stopped/ });
    await until(workbench, 'the focus is still on the row', async () =>
      (await spokenFocus()).startsWith(`Run ${name}, stopped`) ? true : undefined,
    );
  });

  it('removes it with Delete after asking, and Escape gives the focus back', async () => {
    const other = await startLabelledRun(host, project, `train-stays-${process.pid}`);
    await workbench.view('Runs').row(`train-stays-${process.pid}`);
    await press('Delete');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    assert.match(await (await visible(dialog)).innerText(), new RegExp(`Remove ${name}`));
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until(workbench, 'Escape removes nothing and gives the focus back', async () =>
      (await spokenFocus()).startsWith(`Run ${name}, stopped`) ? true : undefined,
    );
    await press('Delete');
    await visible(dialog);
    await until(workbench, 'Tab reaches the button', async () => {
      const button = await workbench.page.evaluate(() => document.activeElement?.textContent?.trim());
      if (button === 'Remove') return true;
      await press('Tab');
      return undefined;
    });
    await press('Enter');
    await workbench.view('Runs').gone(name);
    assert.deepEqual(
      (await runsOfProject(host, project)).map(({ Id }) => Id),
      [other],
    );
  });

  it('removes the last one, and the focus stays in the view', async () => {
    const runs = workbench.view('Runs');
    const last = `train-stays-${process.pid}`;
    await runs.contextMenu(last, 'Stop');
    await runs.row(last, { description: /^stopped/ });
    // Delete acts on what is selected.
    await runs.click(last);
    // The click opens its log, whose page takes the focus when it is there, which may be after the command.
    await workbench.webview(`Log: ${last}`);
    await until(workbench, 'the row has the focus', async () => {
      await command('Trainyard: Focus on Runs View');
      return (await spokenFocus()).startsWith(`Run ${last}`) ? true : undefined;
    });
    await press('Delete');
    await workbench.answerDialog(new RegExp(`Remove ${last}`), 'Remove');
    await runs.gone(last);
    await until(workbench, 'the focus is in the Runs view', async () =>
      (
        await workbench.page.evaluate(() => {
          const pane = document.activeElement?.closest('.pane');
          return pane?.querySelector('.pane-header')?.getAttribute('aria-label') ?? '';
        })
      ).includes('Runs')
        ? true
        : undefined,
    );
  });
});
