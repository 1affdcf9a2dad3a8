import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../harness/screen.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { BARE_PROJECT } from './support/bareProject.ts';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

/** A Dockerfile that the user wrote. */
const OWN = 'FROM scratch\n# mine\n';
const QUESTION = /^Dockerfile is there already/;

describe('containerize where files are already', () => {
  const project = makeProject('fit', { ...BARE_PROJECT, Dockerfile: OWN });
  const textOf = (name: string) => readFileSync(join(project, name), 'utf8');
  let session: UiSession;
  let workbench: Workbench;

  before(async () => {
    session = await openSession(project, { browser: { width: 1400, height: 900 } });
    ({ workbench } = session);
    await workbench.openFile('train.py');
  });
  after(async () => await session?.close());
  tellStory('containerize', () => workbench);

  it('creates what is missing, and shows the difference before it asks', async () => {
    await workbench.runCommand('Trainyard: Containerize…', { timeoutMs: 60_000 });
    await workbench.quickInput.opened({ title: QUESTION });
    await workbench.tab(/yours ↔ proposed/);
    await workbench.screenshot(join(shots, 'containerize-diff.png'));
    assert.ok(existsSync(join(project, '.dockerignore')));
    assert.ok(existsSync(join(project, 'trainyard.yaml')));
    assert.equal(textOf('Dockerfile'), OWN);
  });

  it('asks again after showing the difference once more, and keeps the file when told so', async () => {
    await workbench.quickInput.pick(/Open diff/, { title: QUESTION });
    await workbench.tab(/yours ↔ proposed/);
    await workbench.quickInput.pick(/Keep Dockerfile/, { title: QUESTION });
    assert.match(await workbench.notification(/wrote/), /wrote \.dockerignore, trainyard\.yaml/);
    assert.equal(textOf('Dockerfile'), OWN);
  });

  it('replaces it when told so', async () => {
    await workbench.openFile('train.py');
    await workbench.runCommand('Trainyard: Containerize…');
    await workbench.quickInput.pick(/Replace Dockerfile/, { title: QUESTION });
    assert.match(await workbench.notification(/wrote Dockerfile/), /Python 3\.12/);
    assert.match(textOf('Dockerfile'), /^CMD \["python", "train\.py"\]$/m);
    await workbench.openFile('Dockerfile');
    await workbench.screenshot(join(shots, 'containerize.png'));
  });

  it('asks nothing when nothing would change', async () => {
    await workbench.openFile('train.py');
    await workbench.runCommand('Trainyard: Containerize…');
    await workbench.notification(/nothing to change/);
  });

  it('names file and line of a broken project file', async () => {
    writeFileSync(join(project, 'pyproject.toml'), '[project]\nname = \n');
    // VS Code shows three messages at once, and those of the steps before may still stand.
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('Trainyard: Containerize…');
    await workbench.notification(/pyproject\.toml is broken in line 2/, { button: 'Open file' });
    await eventually(
      workbench.page,
      async () => (await workbench.tabTitles()).some((title) => title.startsWith('pyproject.toml')),
      {
        until: 'the broken file is open',
      },
    );
  });
});
