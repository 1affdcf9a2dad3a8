import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { eventually } from '../harness/screen.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { makeProject, openSession, root, shots, tellStory, type UiSession } from './support/uiSession.ts';

const FILES = [
  'train.py',
  'serve.py',
  'requirements.txt',
  'Dockerfile',
  '.dockerignore',
  'trainyard.yaml',
  'README.md',
];
const QUESTION = /Where should the sample project go/;

describe('first steps', () => {
  const project = makeProject('empty', { 'notes.txt': 'x\n' });
  const target = resolve(project, '../mine');
  let session: UiSession;
  let workbench: Workbench;

  before(async () => {
    mkdirSync(target);
    session = await openSession(project, { browser: { width: 1400, height: 900 } });
    ({ workbench } = session);
  });
  after(async () => await session?.close());
  tellStory('walkthrough', () => workbench);

  it('copies the sample project to the folder that was chosen, and overwrites nothing', async () => {
    for (const name of ['digits', 'digits-2']) {
      await workbench.runCommand('Trainyard: Open the sample project…', { timeoutMs: 60_000 });
      await workbench.quickInput.opened({ title: QUESTION });
      await workbench.quickInput.chooseFolder(target, 'Copy here');
      const isWhole = (file: string) =>
        existsSync(join(target, name, file)) &&
        readFileSync(join(target, name, file), 'utf8') === readFileSync(join(root, 'sample', file), 'utf8');
      await eventually(workbench.page, async () => FILES.every(isWhole), { until: `${name} holds the sample` }).catch(
        (error: unknown) => {
          // The dialog may have been left with another folder than the one that was typed.
          const found = [target, dirname(target)].map((folder) => `${folder}: ${readdirSync(folder).join(', ')}`);
          throw new Error(found.join('\n'), { cause: error });
        },
      );
    }
  });

  it('the walkthrough has six steps with their pictures', async () => {
    await workbench.load(workbench.page.url());
    await workbench.runCommand('Welcome: Open Walkthrough...', { timeoutMs: 60_000 });
    await workbench.quickInput.pick(/Train in containers/);
    const steps = workbench.page.locator('.getting-started-step');
    await eventually(workbench.page, async () => (await steps.count()) === 6, { until: 'six steps' });
    await workbench.screenshot(join(shots, 'walkthrough.png'));
  });
});
