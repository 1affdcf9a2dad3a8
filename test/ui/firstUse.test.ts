import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { scratchFolder } from '../harness/runState.mjs';
import { visible } from '../harness/screen.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { kubeconfig } from '../support/kubectl.ts';
import { extensionHosts, programsBelow } from './support/hostProcess.ts';
import { dockerHost, makeProject, openSession, shots, type UiSession, until } from './support/uiSession.ts';

/** How VS Code's remote host finds programs that listen. */
const PORT_SEARCH = new Set(['/bin/sh -c ps -F -A -l | grep root', 'ps -F -A -l', 'grep root']);
const NARROW = { browser: { width: 1000, height: 800 } };
const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  contrast: 'Default High Contrast',
} as const;

/** A machine without any engine: nothing in the environment, an empty home. */
const nowhere = (home: string): NodeJS.ProcessEnv => ({
  HOME: home,
  XDG_RUNTIME_DIR: join(home, 'run'),
  DOCKER_HOST: undefined,
  DOCKER_CONTEXT: undefined,
  DOCKER_CONFIG: undefined,
  KUBECONFIG: undefined,
});

describe('first use', () => {
  let session: UiSession | undefined;

  const open = async (folder: string, options: Parameters<typeof openSession>[1]): Promise<Workbench> => {
    session = await openSession(folder, { ...NARROW, ...options });
    await session.workbench.openContainer('Trainyard');
    return session.workbench;
  };
  const project = () => makeProject('first', { 'train.py': 'print("epoch=1 loss=1")\n' });
  /** Waits until a welcome text has these buttons and no other: it is drawn anew, empty for a moment, whenever its cause is looked at again. */
  const offers = async (workbench: Workbench, view: string, labels: readonly string[]): Promise<void> => {
    const found = workbench
      .view(view)
      .pane.locator('.welcome-view-content')
      .locator('.monaco-button, a.monaco-link, p a');
    await until(workbench, `${view} offers ${labels.join(', ')} and nothing else`, async () => {
      const texts = (await found.allInnerTexts()).map((text) => text.trim());
      return isDeepStrictEqual(texts, labels) ? true : undefined;
    });
  };
  const press = async (workbench: Workbench, view: string, label: string) => {
    await workbench
      .view(view)
      .pane.locator('.welcome-view-content')
      .locator('.monaco-button, p a')
      .filter({ hasText: label })
      .first()
      .click();
  };
  const welcome = async (workbench: Workbench, view: string, text: RegExp): Promise<string> =>
    await until(workbench, `${view} says ${text}`, async () => {
      const shown = await workbench.view(view).welcomeText();
      return text.test(shown) ? shown : undefined;
    });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await session?.workbench.screenshot(
        join(shots, `failed-first-${this.currentTest.title.replaceAll(/\W+/g, '-')}.png`),
      );
    await session?.close();
    session = undefined;
  });

  it('no folder: offers to open one, the sample and the first steps', async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    const workbench = await open('', { env: { DOCKER_HOST: dockerHost } });
    await welcome(workbench, 'Runs', /Open the folder of your training project/);
    await offers(workbench, 'Runs', ['Open folder', 'Open the sample project…', 'First steps']);
    await workbench.screenshot(join(shots, 'first-no-folder.png'));
    await press(workbench, 'Runs', 'First steps');
    await visible(workbench.page.getByText('Train in containers with Trainyard').first());
    await visible(workbench.page.getByText('Connect a container engine').first());
    await workbench.screenshot(join(shots, 'first-walkthrough.png'));
    await workbench.openContainer('Trainyard');
    await press(workbench, 'Runs', 'Open folder');
    await workbench.quickInput.opened();
    await workbench.quickInput.cancel();
  });

  it('no runs: says what to do first, in every theme and in a narrow side bar', async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    const folder = project();
    const workbench = await open(folder, { env: { DOCKER_HOST: dockerHost } });
    await welcome(workbench, 'Runs', /No runs yet/);
    await workbench.view('Clusters').row('DOCKER_HOST', { description: /Docker \d/ });
    await welcome(workbench, 'Images', /No builds yet/);
    await offers(workbench, 'Runs', ['Containerize…', 'Run…', 'First steps']);
    for (const [name, theme] of Object.entries(THEMES)) {
      await workbench.page.keyboard.press('Control+K');
      await workbench.page.keyboard.press('Control+T');
      await workbench.quickInput.pick(new RegExp(theme.replace('Default ', '')), {
        filter: theme.replace('Default ', ''),
      });
      await workbench.quickInput.closed();
      await workbench.screenshot(join(shots, `first-no-runs-${name}.png`));
    }
    const sash = await workbench.page.locator('.sidebar').boundingBox();
    assert.ok(sash);
    const edge = sash.x + sash.width;
    await workbench.page.mouse.move(edge + 2, 400);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(edge - 130, 400, { steps: 5 });
    await workbench.page.mouse.up();
    await workbench.screenshot(join(shots, 'first-narrow.png'));
    await press(workbench, 'Runs', 'Containerize…');
    await workbench.tab('trainyard.yaml');
    assert.ok(existsSync(join(folder, 'Dockerfile')));
  });

  it('no engine found: says where to get one, and finds it when it is there', async function () {
    if (existsSync('/var/run/docker.sock')) return skipFor(this, 'this machine has an engine of its own');
    const home = scratchFolder('home');
    const workbench = await open(project(), { env: nowhere(home) });
    await welcome(workbench, 'Runs', /No container engine was found/);
    await offers(workbench, 'Runs', ['Add an engine…', 'Look again', 'how to install Docker']);
    await workbench.screenshot(join(shots, 'first-no-engine.png'));
    if (dockerHost === undefined) return;
    await press(workbench, 'Runs', 'Add an engine…');
    await workbench.quickInput.accept({ title: 'Add an engine', text: dockerHost });
    await welcome(workbench, 'Runs', /No runs yet/);
    await workbench.view('Clusters').row(dockerHost);
  });

  it('no engine, but contexts: says what can be done there, and asks where a run goes', async function () {
    if (existsSync('/var/run/docker.sock')) return skipFor(this, 'this machine has an engine of its own');
    if (kubeconfig === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECONFIG names no cluster');
    const server =
      'kind: serve, image: app:1, ports: [80], autoscale: { max: 4 }, mounts: [{ folder: data, path: /data }]';
    const spec = `version: 1\nworkloads:\n  train: { ${server} }\n`;
    const env = { ...nowhere(scratchFolder('home')), KUBECONFIG: kubeconfig };
    const workbench = await open(makeProject('contexts', { 'trainyard.yaml': spec }), { env });
    await welcome(workbench, 'Runs', /No container engine was found, but your kubeconfig has contexts/);
    await workbench.screenshot(join(shots, 'first-contexts-only.png'));
    await press(workbench, 'Runs', 'Run…');
    await workbench.quickInput.pick(/testbed|./, { title: 'Run where?' });
    await workbench.quickInput.pick('default', { title: 'Run where?' });
    await workbench.quickInput.opened({ title: /^Run train on .*\/default$/, timeoutMs: 60_000 });
    await workbench.quickInput.pick('/data', { title: /^Run train on/ });
    await workbench.quickInput.pick(/Empty folder/, { title: '/data' });
    await workbench.quickInput.accept({ title: '/data', text: '2Gi' });
    await workbench.quickInput.pick('Autoscaler', { title: /^Run train on/ });
    await workbench.quickInput.accept({ title: 'Autoscaler', text: '2-6 at 70%' });
    await workbench.quickInput.opened({ title: /^Run train on/ });
    const form = await workbench.quickInput.state();
    await workbench.screenshot(join(shots, 'first-contexts-form.png'));
    assert.match(JSON.stringify(form?.rows), /empty folder on the node, 2Gi.*left to the autoscaler.*2-6 at 70%/);
    await workbench.quickInput.cancel();
  });

  it('engine off: says how to start it, and Look again sees that it was', async function () {
    if (dockerHost === undefined) return skipFor(this, 'TRAINYARD_TEST_DOCKER_HOST names no engine');
    const socket = join(scratchFolder('off'), 'docker.sock');
    await leaveSocket(socket);
    const workbench = await open(project(), {
      env: { ...nowhere(scratchFolder('home')), DOCKER_HOST: `unix://${socket}` },
    });
    await welcome(workbench, 'Runs', /does not answer/);
    await offers(workbench, 'Runs', ['Look again', 'Use another engine…', 'log']);
    await workbench.screenshot(join(shots, 'first-engine-off.png'));
    rmSync(socket);
    const relay = createServer((client) => {
      const engine = connect((dockerHost ?? '').replace('unix://', ''));
      client.pipe(engine).pipe(client);
      for (const end of [client, engine]) end.on('error', () => void [client, engine].map((each) => each.destroy()));
    });
    await once(relay.listen(socket), 'listening');
    try {
      const seen = welcome(workbench, 'Runs', /No runs yet/);
      // The window looks by itself, too; then there is nothing left to press.
      await Promise.any([press(workbench, 'Runs', 'Look again'), seen]);
      await seen;
    } finally {
      await session?.close();
      session = undefined;
      relay.close();
    }
  });

  it('untrusted folder: says so, and nothing runs or connects', async () => {
    const folder = makeProject('hostile', {
      'train.py': 'print(1)\n',
      'trainyard.yaml': 'version: 1\nworkloads:\n  train: { image: "busybox", command: [touch, canary] }\n',
      Dockerfile: 'FROM scratch\n',
      '.vscode/settings.json': '{"trainyard.engines.hosts": ["unix:///tmp/trainyard-canary.sock"]}',
    });
    const trap = join(scratchFolder('trap'), 'docker.sock');
    let connections = 0;
    const server = createServer((client) => {
      connections += 1;
      client.destroy();
    });
    await once(server.listen(trap), 'listening');
    try {
      const workbench = await open(folder, { restricted: true, env: { DOCKER_HOST: `unix://${trap}` } });
      for (const view of ['Runs', 'Clusters', 'Images']) await welcome(workbench, view, /Restricted Mode/);
      await offers(workbench, 'Runs', [
        'Manage trust',

        'what Restricted Mode means',
      ]);
      await workbench.screenshot(join(shots, 'first-untrusted.png'));
      for (const command of ['Run…', 'Build image…', 'Containerize…', 'Pull image…', 'Open shell'])
        assert.equal(await workbench.offersCommand(`Trainyard: ${command}`), false, command);
      const hosts = session ? extensionHosts(session.server) : [];
      assert.equal(hosts.length, 1);
      // Extensions that come with VS Code have servers of their own, and VS Code itself looks for ports that it could forward.
      const programs = hosts
        .flatMap(programsBelow)
        .map(({ command }) => command)
        .filter((command) => !command.includes('/vscode/extensions/') && !PORT_SEARCH.has(command));
      assert.deepEqual(programs, [], 'the extension started no program');
      assert.equal(connections, 0, 'nobody connected to the engine');
      assert.deepEqual(readdirSync(folder).sort(), ['.vscode', 'Dockerfile', 'train.py', 'trainyard.yaml']);
      await press(workbench, 'Runs', 'Manage trust');
      await workbench.page
        .locator('.workspace-trust-editor .monaco-button')
        .filter({ hasText: 'Trust' })
        .first()
        .click();
      await until(workbench, 'with trust it connects', async () => (connections > 0 ? true : undefined));
    } finally {
      await session?.close();
      session = undefined;
      server.close();
    }
  });

  it('no permission: says which group to join', async function () {
    // Root may use every socket unless this right is taken from it.
    const launcher = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'];
    if (process.getuid?.() !== 0) return skipFor(this, 'only root can take rights from the server');
    const socket = join(scratchFolder('forbidden'), 'docker.sock');
    await leaveSocket(socket);
    chmodSync(socket, 0o000);
    const env = { ...nowhere(scratchFolder('home')), DOCKER_HOST: `unix://${socket}` };
    const workbench = await open(project(), { env, launcher });
    await welcome(workbench, 'Runs', /may not use its socket/);
    await offers(workbench, 'Runs', ['Look again', 'Use another engine…', 'Docker without root']);
    await workbench.view('Clusters').row(/You may not use the engine socket/);
    await workbench.screenshot(join(shots, 'first-no-permission.png'));
  });
});

/** A socket file that nobody listens on, as a killed engine leaves it. */
async function leaveSocket(path: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ['-e', `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.ok(existsSync(path));
}
