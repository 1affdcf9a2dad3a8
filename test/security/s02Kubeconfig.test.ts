// S2: a kubeconfig is a program from somebody else. Its plugin runs without a shell and only after a yes for exactly that command; nothing
// else in it ever runs, and one inside the workspace is not read by itself.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as catalogModule from '../../src/adapters/kubernetes/clusterCatalog.ts';
import type * as pluginModule from '../../src/adapters/kubernetes/credentialPlugin.ts';
import type * as openModule from '../../src/adapters/kubernetes/openTransport.ts';
import type * as poolModule from '../../src/adapters/kubernetes/pluginCredentials.ts';
import { systemClock } from '../../src/domain/base/clock.ts';
import { describeRule, loadFrom } from './mutants.ts';

const signal = new AbortController().signal;

/** Every name in it would leave a file behind if a shell read it. */
function hostile(folder: string, plugin: string): string {
  const evil = (name: string): string =>
    JSON.stringify(
      `$(touch ${folder}/canary-${name})\`touch ${folder}/canary-${name}\`;touch ${folder}/canary-${name}\n`,
    );
  const script = JSON.stringify(`${folder}/provider`);
  return `current-context: ${evil('current')}
clusters:
  - { name: ${evil('cluster')}, cluster: { server: "http://127.0.0.1:9", proxy-url: ${evil('proxy')} } }
  - { name: plain, cluster: { server: "http://127.0.0.1:9" } }
users:
  - name: ${evil('user')}
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: ${JSON.stringify(plugin)}
        args: [${evil('args')}, "; touch ${folder}/canary-more"]
        env: [{ name: EVIL, value: ${evil('env')} }]
        installHint: ${evil('hint')}
  - name: provider
    user: { auth-provider: { name: gcp, config: { cmd-path: ${script}, cmd-args: ${evil('cmdargs')} } } }
  - name: missing
    user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: ${evil('command')} } }
contexts:
  - { name: ${evil('context')}, context: { cluster: ${evil('cluster')}, user: ${evil('user')} } }
  - { name: exec, context: { cluster: plain, user: ${evil('user')} } }
  - { name: provider, context: { cluster: plain, user: provider } }
  - { name: missing, context: { cluster: plain, user: missing } }
`;
}

function put(path: string, text: string): string {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-s02-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sources = (folder: string, file: string) => ({
  environment: { KUBECONFIG: file },
  homeFolder: folder,
  extraFiles: () => [],
  workspaceFolders: () => [join(folder, 'workspace')],
  serviceAccountFolder: join(folder, 'none'),
});

describe('S2 kubeconfig', function () {
  this.timeout(60_000);

  describeRule(
    'no name in a kubeconfig is run, and its plugin only after a yes',
    async (src) =>
      inFolder(async (folder) => {
        const { KubeconfigCatalog } = await loadFrom<typeof catalogModule>(
          src,
          'adapters/kubernetes/clusterCatalog.ts',
        );
        const { openTransport } = await loadFrom<typeof openModule>(src, 'adapters/kubernetes/openTransport.ts');
        const { PluginPool } = await loadFrom<typeof poolModule>(src, 'adapters/kubernetes/pluginCredentials.ts');
        const plugin = put(join(folder, 'plugin'), `#!/bin/sh\ntouch '${folder}/ran'\nexit 1\n`);
        put(join(folder, 'provider'), `#!/bin/sh\ntouch '${folder}/canary-provider'\n`);
        const file = join(folder, 'config');
        writeFileSync(file, hostile(folder, plugin));
        const before = readdirSync(folder).sort();
        let answer = false;
        const asked: pluginModule.PluginCommand[] = [];
        const mayRun = async (command: pluginModule.PluginCommand): Promise<boolean> => {
          asked.push(command);
          return answer;
        };
        const connectToAll = async (): Promise<void> => {
          const plugins = new PluginPool({
            mayRun,
            clock: systemClock,
            environment: () => process.env,
            timeoutMs: 5_000,
          });
          const catalog = new KubeconfigCatalog(sources(folder, file));
          for (const { id } of await catalog.list()) {
            const context = await catalog.contextOf(id);
            const opened = context.ok ? openTransport(context.value, { plugins }) : context;
            if (!opened.ok) continue;
            const got = await opened.value.json({ method: 'GET', path: '/', signal });
            assert.equal(got.ok, false);
            opened.value.dispose();
          }
          catalog.dispose();
        };
        await connectToAll();
        assert.deepEqual(readdirSync(folder).sort(), before, 'something ran without a yes');
        assert.deepEqual([...new Set(asked.map(({ path }) => path))], [plugin]);
        answer = true;
        await connectToAll();
        assert.deepEqual(readdirSync(folder).sort(), [...before, 'ran'].sort());
      }),
    [
      {
        what: 'the plugin is run without asking',
        file: 'adapters/kubernetes/credentialPlugin.ts',
        from: 'if (!(await settings.mayRun({ ...command, fingerprint: fingerprintOf(command) })))',
        to: 'if (false as boolean)',
      },
      {
        what: 'the plugin is run by a shell',
        file: 'adapters/process/run.ts',
        from: 'windowsHide: true,',
        to: 'windowsHide: true, shell: true,',
      },
    ],
  );

  describeRule(
    'a consent is for one program with its arguments, its variables and its file',
    async (src) => {
      const { fingerprintOf } = await loadFrom<typeof pluginModule>(src, 'adapters/kubernetes/credentialPlugin.ts');
      const command = { path: '/bin/login', args: ['a', 'b'], env: [{ name: 'X', value: '1' }], file: '/k' };
      const others = [
        { ...command, path: '/bin/other' },
        { ...command, args: ['a b'] },
        { ...command, args: ['a', 'c'] },
        { ...command, env: [{ name: 'X', value: '2' }] },
        { ...command, env: [] },
        { ...command, file: '/l' },
      ];
      assert.equal(new Set([command, ...others].map(fingerprintOf)).size, 1 + others.length);
    },
    [
      {
        what: 'only the path counts',
        file: 'adapters/kubernetes/credentialPlugin.ts',
        from: 'const parts = [path, file, args, env.map(({ name, value }) => [name, value])];',
        to: 'const parts = [path];',
      },
    ],
  );

  describeRule(
    'a kubeconfig inside the workspace is not read by itself',
    async (src) =>
      inFolder(async (folder) => {
        const { KubeconfigCatalog } = await loadFrom<typeof catalogModule>(
          src,
          'adapters/kubernetes/clusterCatalog.ts',
        );
        mkdirSync(join(folder, 'workspace'));
        const file = join(folder, 'workspace', 'config');
        writeFileSync(file, hostile(folder, '/bin/true'));
        const catalog = new KubeconfigCatalog(sources(folder, file));
        assert.deepEqual(await catalog.list(), []);
        assert.match(catalog.problems[0] ?? '', /inside the workspace/);
        catalog.dispose();
      }),
    [
      {
        what: 'it is read',
        file: 'adapters/kubernetes/clusterCatalog.ts',
        from: 'else if (await this.#isInWorkspace(path))',
        to: 'else if (path === "")',
      },
    ],
  );
});
