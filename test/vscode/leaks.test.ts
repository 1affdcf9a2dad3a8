import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { commands, extensions, window } from 'vscode';
import { engineJson, engineRequest } from '../testbed/engineApi.mjs';
import { BUSYBOX } from '../support/testImages.ts';

const ROUNDS = 50;
const dockerHost = process.env['TRAINYARD_TEST_DOCKER_HOST'];

describe('nothing piles up', function () {
  this.timeout(180_000);

  before(async () => {
    await extensions.getExtension('trainyard.trainyard')?.activate();
  });

  it(`the views shown and hidden ${ROUNDS} times`, async () => {
    const round = async () => {
      await commands.executeCommand('workbench.view.extension.trainyard');
      await commands.executeCommand('workbench.view.explorer');
    };
    await staysLevel(round);
  });

  it(`a log opened and closed ${ROUNDS} times`, async function () {
    if (dockerHost === undefined) return this.skip();
    const { Id } = await engineJson(dockerHost, {
      method: 'POST',
      path: '/containers/create',
      body: { Image: BUSYBOX, Cmd: ['echo', 'epoch=1 loss=0.5'], HostConfig: { NetworkMode: 'none' } },
    });
    try {
      await engineJson(dockerHost, { method: 'POST', path: `/containers/${Id}/start` });
      await engineJson(dockerHost, { method: 'POST', path: `/containers/${Id}/wait` });
      const subject = { engineId: 'env:DOCKER_HOST', containerId: Id, title: 'leak' };
      await staysLevel(async () => {
        const opened = tabsChange();
        await commands.executeCommand('trainyard.logs.open', subject);
        await opened;
        const closed = tabsChange();
        await commands.executeCommand('workbench.action.closeActiveEditor');
        await closed;
      });
      assert.equal(logTabs(), 0);
    } finally {
      await engineRequest(dockerHost, { method: 'DELETE', path: `/containers/${Id}?force=1` });
    }
  });
});

const logTabs = () =>
  window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Log: leak').length;

/** Resolves when a log tab has come or gone. */
async function tabsChange(): Promise<void> {
  const before = logTabs();
  await new Promise<void>((resolve) => {
    const listener = window.tabGroups.onDidChangeTabs(() => {
      if (logTabs() === before) return;
      listener.dispose();
      resolve();
    });
  });
}

/** Runs a round many times after a few that fill caches: handles ± 2, heap at most 10 MB more after collection. */
async function staysLevel(round: () => Promise<void>): Promise<void> {
  for (let count = 0; count < 5; count += 1) await round();
  const handles = process.getActiveResourcesInfo().filter(isHandle).length;
  const heap = heapUsed();
  for (let count = 0; count < ROUNDS; count += 1) await round();
  // What is let go late has this long to go.
  const end = Date.now() + 5000;
  const now = () => process.getActiveResourcesInfo().filter(isHandle).length;
  while (now() > handles + 2 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(
    now() <= handles + 2,
    `${handles} handles before, ${now()} after: ${process.getActiveResourcesInfo().join(', ')}`,
  );
  const grown = (heapUsed() - heap) / 1e6;
  assert.ok(grown <= 10, `the heap grew by ${grown.toFixed(1)} MB`);
}

/** Timers and immediates come and go with VS Code's own work. */
const isHandle = (kind: string) => !/Timeout|Immediate|TickObject/.test(kind);

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert.ok(typeof collect === 'function');
  collect();
  return process.memoryUsage().heapUsed;
}
