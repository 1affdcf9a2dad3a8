// S11: with every log at its most verbose, no secret of the user is in any file that was written while images were built and pulled and a run was
// started: nor in a log of VS Code, the output channel, what the extension remembers, or a temporary file.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointOf } from '../../src/adapters/docker/endpointAddress.ts';
import { createImageStore } from '../../src/adapters/docker/imageStore.ts';
import { Transport } from '../../src/adapters/docker/transport.ts';
import { scratchFolder } from '../harness/runState.mjs';
import { skipFor } from '../harness/testReport.mjs';
import type { Workbench } from '../harness/workbench.mjs';
import { startRegistry } from '../testbed/startRegistry.mjs';
import {
  dockerHost,
  makeProject,
  openSession,
  removeProject,
  runsOfProject,
  tellStory,
  type UiSession,
  until,
} from './support/uiSession.ts';
import { BUSYBOX } from '../support/testImages.ts';

const never = new AbortController().signal;
/** At trace level VS Code's own server writes the environment it was started with: its doing, and before any extension runs. */
const SERVER_LOG = 'remoteagent.log';
const canary = (name: string) => `canary-${name}-${randomBytes(8).toString('hex')}`;

describe('S11 secrets at trace level', () => {
  const canaries = {
    build: canary('build'),
    environment: canary('environment'),
    proxy: canary('proxy'),
    notOurs: canary('notours'),
  };
  const host = dockerHost ?? '';
  const project = makeProject('canaries', {
    // The step says what it needs to be sure that it had the secret, and never the secret.
    Dockerfile: `FROM ${BUSYBOX}\nRUN --mount=type=secret,id=token test -s /run/secrets/token && echo had it\n`,
    'trainyard.yaml': [
      'version: 1',
      'workloads:',
      '  train:',
      '    kind: run',
      '    build: { context: ., dockerfile: Dockerfile, tag: "canaries:latest", secrets: [{ id: token, env: CANARY_BUILD }] }',
      '    command: [sh, -c, "test -n \\"$CANARY_RUN\\" && echo epoch=1/1 loss=0.5"]',
      '    secrets: { CANARY_RUN: { env: CANARY_RUN } }',
      '',
    ].join('\n'),
  });
  const config = scratchFolder('docker-config');
  const startedAt = Date.now();
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let session: UiSession;
  let workbench: Workbench;
  let reference = '';
  let forms: ReadonlyMap<string, string>;

  before(async function () {
    if (dockerHost === undefined) return skipFor(this, 'the test bed has no engine');
    registry = await startRegistry();
    const { user, password } = registry;
    const auth = Buffer.from(`${user}:${password}`).toString('base64');
    writeFileSync(
      join(config, 'config.json'),
      JSON.stringify({
        auths: {
          [registry.host]: { auth },
          'elsewhere.example': { auth: Buffer.from(`u:${canaries.notOurs}`).toString('base64') },
        },
      }),
    );
    const plugins = join(process.env['DOCKER_CONFIG'] ?? '', 'cli-plugins');
    if (existsSync(plugins)) symlinkSync(plugins, join(config, 'cli-plugins'));
    else mkdirSync(join(config, 'cli-plugins'));
    forms = formsOf({ ...canaries, registry: password, registryAuth: auth });
    reference = `${registry.host}/team/canary:${Date.now()}`;
    const transport = new Transport(endpointOf(host));
    const images = createImageStore(transport, { configFolder: config, env: process.env });
    for (const done of [
      await images.tag(BUSYBOX, reference, never),
      await images.push(reference, () => undefined, never),
      await images.remove(reference, false, never),
    ])
      assert.ok(done.ok, JSON.stringify(done));
    transport.dispose();
    const proxy = `http://user:${canaries.proxy}@127.0.0.1:9`;
    session = await openSession(project, {
      logLevel: 'trace',
      env: {
        DOCKER_CONFIG: config,
        CANARY_BUILD: canaries.build,
        CANARY_RUN: canaries.environment,
        HTTP_PROXY: proxy,
        HTTPS_PROXY: proxy,
        NO_PROXY: '127.0.0.1,localhost',
      },
    });
    ({ workbench } = session);
    await workbench.openContainer('Trainyard');
  });
  after(async () => {
    await session?.close();
    if (dockerHost !== undefined) await removeProject(host, project, 'canaries:latest', reference);
    if (registry?.startedHere) await registry.stop({ wipe: true });
  });
  tellStory('secrets', () => workbench);

  it('builds with a secret', async () => {
    await workbench.runCommand('Trainyard: Build image…', { timeoutMs: 60_000 });
    assert.match(await workbench.notification(/is built|failed/, { timeoutMs: 120_000 }), /canaries.* is built/);
  });

  it('pulls with a password', async () => {
    await workbench.runCommand('Trainyard: Pull image…');
    await workbench.quickInput.opened({ title: 'Pull an image' });
    await workbench.quickInput.type(reference);
    await workbench.page.keyboard.press('Enter');
    await workbench.notification(/is pulled/, { timeoutMs: 60_000 });
  });

  it('fails to pull where the password is not taken', async () => {
    await workbench.runCommand('Trainyard: Pull image…');
    await workbench.quickInput.opened({ title: 'Pull an image' });
    await workbench.quickInput.type('elsewhere.example/team/none:1');
    await workbench.page.keyboard.press('Enter');
    await workbench.notification(/elsewhere\.example/, { timeoutMs: 60_000 });
  });

  it('runs with a secret in its environment, and shows the log', async () => {
    await workbench.runCommand('Trainyard: Run…');
    await workbench.quickInput.opened({ title: /^Run train on / });
    await workbench.quickInput.pick('Start');
    await until(
      workbench,
      'the run has ended',
      async () => (await runsOfProject(host, project)).find(({ State }) => State === 'exited'),
      60_000,
    );
    await workbench.view('Runs').row(/^train/, { description: /ok/ });
  });

  it('is in no file that was written meanwhile', () => {
    const searched: string[] = [];
    const hits: string[] = [];
    for (const folder of new Set([session.server.data, project, ...temporaryFolders(startedAt, config)])) {
      for (const file of filesBelow(folder)) {
        if (file.endsWith(SERVER_LOG)) continue;
        // The browser is still open and renames files of its own.
        if (!existsSync(file)) continue;
        searched.push(file);
        const text = readFileSync(file, 'latin1');
        for (const [form, what] of forms) if (text.includes(form)) hits.push(`${what} in ${file}`);
      }
    }
    const logs = searched.filter((file) => file.endsWith('.log'));
    assert.ok(logs.length > 3, `few logs were written: ${logs.join()}`);
    const hasLine = (name: RegExp, line: string) =>
      logs.some((file) => name.test(file) && readFileSync(file, 'utf8').includes(line));
    assert.ok(hasLine(/exthost/, '[trace]'), 'the extension host wrote no log at trace level');
    assert.ok(hasLine(/Trainyard/, 'elsewhere.example'), 'the output channel of the extension is not among the files');
    assert.deepEqual(hits, []);
  });
});

/**
 * A secret as it is, and in base64 wherever it begins in what was encoded (X-Registry-Auth holds a JSON object). The key is
 * what a search finds, the value what it was.
 */
function formsOf(secrets: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(secrets).flatMap(([name, secret]) => [
      [secret, name] as const,
      ...[0, 1, 2].map((before) => [insideOfBase64(secret, before), `${name} in base64`] as const),
    ]),
  );
}

/** The characters of base64 that depend on the secret alone when so many bytes stand before it. */
function insideOfBase64(secret: string, before: number): string {
  const text = Buffer.from(`${'x'.repeat(before)}${secret}`)
    .toString('base64')
    .replace(/=+$/, '');
  return text.slice(before === 0 ? 0 : before + 1, -1);
}

/** Folders of ours in the folder for temporary files that came or changed since, without the one that the secrets were put into. */
function temporaryFolders(since: number, config: string): readonly string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith('trainyard-'))
    .map((name) => join(tmpdir(), name))
    .filter((path) => path !== config && changedAt(path) >= since);
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
