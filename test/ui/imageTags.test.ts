// A user writes images, and chooses from the tags that a registry has which wants the user's password.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../harness/runState.mjs';
import { eventually, visible } from '../harness/screen.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { putImages } from '../support/putImages.ts';
import { startRegistry } from '../testbed/startRegistry.mjs';
import { makeProject, openSession, shots, tellStory, type UiSession } from './support/uiSession.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: train
spec:
  containers:
    - name: main
`;

describe('tags of a registry while an image is written', () => {
  const project = makeProject('tags', { 'pod.yaml': POD, Dockerfile: '# The base.\n' });
  const config = join(scratchFolder('docker-config'), 'docker');
  const repository = `team/t${randomBytes(3).toString('hex')}`;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let session: UiSession;
  let workbench: Workbench;

  const logIn = (password: string) => {
    const auth = Buffer.from(`${registry.user}:${password}`).toString('base64');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  };
  const rows = () => workbench.page.locator('.suggest-widget .monaco-list-row');
  const offered = async (until: string, first: string) => {
    await visible(rows().first(), 30_000);
    await eventually(workbench.page, async () => (await rows().first().innerText()).startsWith(first), { until });
  };
  const atEndOf = async (file: string) => {
    await workbench.openFile(file);
    await workbench.page.keyboard.press('Control+End');
  };

  before(async function () {
    this.timeout(180_000);
    registry = await startRegistry();
    await putImages(registry, `${registry.host}/${repository}`, ['1.9.0', '1.10.0', '1.10.0-cuda', 'latest']);
    logIn(registry.password);
    session = await openSession(project, { env: { DOCKER_CONFIG: config } });
    ({ workbench } = session);
  });
  after(async () => {
    await session?.close();
    if (registry?.startedHere) await registry.stop({ wipe: true });
  });
  tellStory('imageTags', () => workbench);

  it('offers them behind the colon in a manifest, the newest first, and writes the one that is chosen', async () => {
    await atEndOf('pod.yaml');
    // The server is there; until then nobody listens for a colon.
    await visible(workbench.page.locator('.codelens-decoration a', { hasText: 'Apply…' }), 30_000);
    await workbench.page.keyboard.type(`      image: ${registry.host}/${repository}:`);
    await offered('latest comes first', 'latest');
    await eventually(
      workbench.page,
      async () => {
        const shown = (await rows().allInnerTexts()).map((text) => text.split(/\s/)[0]);
        return shown.slice(0, 4).join(' ') === 'latest 1.10.0 1.10.0-cuda 1.9.0';
      },
      { until: 'the order of all' },
    );
    await workbench.screenshot(join(shots, 'tags-manifest.png'));
    await workbench.page.keyboard.type('1.10');
    await offered('what fits what is typed', '1.10.0');
    await workbench.page.keyboard.press('Enter');
    const line = workbench.page.locator('.view-line', { hasText: `${repository}:1.10.0` });
    await visible(line, 10_000);
    assert.equal((await line.innerText()).trim().endsWith(':1.10.0'), true);
  });

  it('offers them behind FROM in a Dockerfile', async () => {
    await atEndOf('Dockerfile');
    await workbench.page.keyboard.type(`FROM ${registry.host}/${repository}:1.9`);
    await workbench.page.keyboard.press('Control+Space');
    await offered('the tag that fits', '1.9.0');
    await workbench.screenshot(join(shots, 'tags-dockerfile.png'));
    await workbench.page.keyboard.press('Escape');
  });
});
