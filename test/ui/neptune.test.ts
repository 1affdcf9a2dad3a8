import assert from 'node:assert/strict';
import { appendFileSync, cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { openExperiments } from './support/openExperiments.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

/** What the real clients have written; a copy, because the story writes to it. */
const data = process.env['TRAINYARD_TEST_NEPTUNE_DATA'];

describe('what is left of Neptune', () => {
  const project = makeProject('moved', { 'train.py': 'print("trained")\n' });
  let session: UiSession;
  let workbench: Workbench;

  before(async function () {
    if (data === undefined) return skipFor(this, 'TRAINYARD_TEST_NEPTUNE_DATA names no data');
    cpSync(join(data, 'client/.neptune'), join(project, '.neptune'), { recursive: true });
    cpSync(join(data, 'scale/.neptune'), join(project, 'scaled/.neptune'), { recursive: true });
    cpSync(join(data, 'export/exports'), join(project, 'exports'), { recursive: true });
    session = await openSession(project, { browser: { width: 1400, height: 1000 } });
    ({ workbench } = session);
  });
  after(async () => await session?.close());
  tellStory('neptune', () => workbench);

  it('stands in the Experiments view without any set-up', async () => {
    const view = await openExperiments(workbench);
    for (const label of ['moved/.neptune', 'moved/scaled/.neptune', 'moved/exports']) await view.row(label);
  });

  it('has projects and runs, a fork below the run that it goes on from', async () => {
    const view = workbench.view('Experiments');
    await view.expand('moved/scaled/.neptune');
    await view.expand('team/digits');
    await view.row('killed');
    await view.expand('first experiment');
    await view.row('fork');
    await workbench.screenshot(join(shots, 'neptune.png'));
    await view.collapse('moved/scaled/.neptune');
  });

  it('follows what a client writes now', async () => {
    const view = workbench.view('Experiments');
    await view.expand('moved/.neptune');
    await view.expand('unknown project');
    await view.row('whole ü');
    const logs = globSync(join(project, '.neptune/offline/*/data-1.log'));
    const log = logs.find((file) => readFileSync(file, 'utf8').includes('whole'));
    assert.ok(log);
    const renamed = { obj: { type: 'AssignString', path: ['sys', 'name'], value: 'renamed' }, version: 999, at: 1 };
    appendFileSync(log, `${JSON.stringify(renamed)}\n`);
    await view.row('renamed', { timeoutMs: 60_000 });
  });
});
