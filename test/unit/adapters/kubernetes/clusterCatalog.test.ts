import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeconfigCatalog, type KubeconfigSources } from '../../../../src/adapters/kubernetes/clusterCatalog.ts';
import { KubeServer } from '../../../support/kubeServer.ts';

const config = (name: string, { current = true, server = `https://${name}.example` } = {}) =>
  [
    ...(current ? [`current-context: ${name}`] : []),
    `clusters: [{ name: ${name}, cluster: { server: "${server}" } }]`,
    `users: [{ name: ${name}, user: { token: ${name} } }]`,
    `contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name} } }]`,
    '',
  ].join('\n');

describe('KubeconfigCatalog', () => {
  let folder: string;
  const made: KubeconfigCatalog[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-catalog-'));
  });
  afterEach(() => {
    for (const one of made.splice(0)) one.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const at = (name: string) => join(folder, name);
  const put = (name: string, text: string): string => {
    writeFileSync(at(name), text);
    return at(name);
  };
  const catalogOf = (paths: readonly string[], more: Partial<KubeconfigSources> = {}): KubeconfigCatalog => {
    const catalog = new KubeconfigCatalog({
      environment: paths.length > 0 ? { KUBECONFIG: paths.join(delimiter) } : {},
      homeFolder: folder,
      extraFiles: () => [],
      workspaceFolders: () => [],
      serviceAccountFolder: at('account'),
      ...more,
    });
    made.push(catalog);
    return catalog;
  };

  it('lists the contexts of all files, and names what is broken, missing, a circle or a folder', async () => {
    symlinkSync(at('loop2'), at('loop1'));
    symlinkSync(at('loop1'), at('loop2'));
    mkdirSync(at('folder'));
    const paths = [
      put('a', config('a', { current: false })),
      put('empty', ''),
      put('broken', 'clusters: [\n'),
      at('missing'),
      at('loop1'),
      at('folder'),
      put('b', `\uFEFF${config('b').replaceAll('\n', '\r\n')}`),
    ];
    const catalog = catalogOf(paths, { extraFiles: () => [put('extra', config('extra'))] });
    const found = await catalog.list();
    assert.deepEqual(
      found.map(({ id, isCurrent, problem }) => [id, isCurrent, problem]),
      [
        ['kube:a', false, undefined],
        ['kube:b', true, undefined],
        ['kube:extra', false, undefined],
      ],
    );
    assert.equal(catalog.problems.length, 5);
    for (const [index, wanted] of [
      `${at('empty')}:1: The file is empty`,
      `${at('broken')}:2: `,
      `${at('missing')}: The file is not there`,
      `${at('loop1')}: Its symbolic links lead in a circle`,
      `${at('folder')}: It is not a file`,
    ].entries()) {
      assert.ok(catalog.problems[index]?.startsWith(wanted), `${catalog.problems[index]} / ${wanted}`);
    }
  });

  it('says what is wrong with a context, with file and line', async () => {
    const path = put(
      'c',
      `clusters:
- name: c
  cluster: { server: "https://c", certificate-authority: ca.pem }
- name: odd
  cluster: { server: "ftp://c" }
users:
- name: u
  user: {}
contexts:
- name: no-user
  context: { cluster: c, user: nobody }
- name: no-cluster
  context: { cluster: nowhere, user: u }
- name: no-ca
  context: { cluster: c, user: u }
- name: odd
  context: { cluster: odd, user: u }
`,
    );
    const found = await catalogOf([path]).list();
    assert.deepEqual(
      found.map(({ problem }) => problem),
      [
        `${path}:10: The user nobody of this context is not there`,
        `${path}:12: The cluster nowhere of this context is not there`,
        `${path}:2: The file ${at('ca.pem')} is not there or cannot be read`,
        `${path}:4: ftp://c is not an address of an API server`,
      ],
    );
  });

  it('merges files as kubectl does, gives the same name two ids, and means the first cluster of a name', async () => {
    const one = put('one', config('x', { server: 'https://one' }));
    const two = put('two', config('x', { server: 'https://two' }).replace('current-context: x', 'current-context: y'));
    const catalog = catalogOf([one, two]);
    const found = await catalog.list();
    assert.deepEqual(
      found.map(({ id, server, isCurrent }) => [id, server, isCurrent]),
      [
        [`kube:x:${one}`, 'https://one', true],
        [`kube:x:${two}`, 'https://one', false],
      ],
    );
    const context = await catalog.contextOf(`kube:x:${two}`);
    assert.ok(context.ok);
    assert.equal(context.value.user.token, 'x');
    const gone = await catalog.contextOf('kube:gone');
    assert.equal(!gone.ok && gone.failure.code, 'not-found');
  });

  it('uses clusters and users of the other files of KUBECONFIG', async () => {
    const one = put('one', 'contexts: [{ name: x, context: { cluster: a, user: a } }]\n');
    const [first] = await catalogOf([one, put('two', config('a'))]).list();
    assert.equal(first?.problem, undefined);
    assert.equal(first?.server, 'https://a.example');
  });

  it('finds ~/.kube/config, and the service account of a pod', async () => {
    mkdirSync(at('.kube'));
    put('.kube/config', config('home'));
    assert.deepEqual(
      (await catalogOf([]).list()).map(({ label }) => label),
      ['home'],
    );
    rmSync(at('.kube'), { recursive: true });
    mkdirSync(at('account'));
    put('account/token', 't');
    put('account/namespace', 'team');
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const [inside] = await catalogOf([], { environment }).list();
    assert.deepEqual([inside?.server, inside?.namespace, inside?.isCurrent], ['https://[fd00::1]:443', 'team', true]);
  });

  it('reads nothing of the workspace and no relative path by itself, but what the settings name', async () => {
    mkdirSync(at('ws'));
    const inside = put('ws/kubeconfig', config('hostile'));
    symlinkSync(inside, at('link'));
    const workspaceFolders = () => [at('ws')];
    const catalog = catalogOf([inside, at('link'), 'kubeconfig'], { workspaceFolders });
    assert.deepEqual(await catalog.list(), []);
    assert.equal(catalog.problems.length, 3);
    const asked = catalogOf([], { workspaceFolders, extraFiles: () => [inside] });
    assert.equal((await asked.list()).length, 1);
  });

  it('follows changes, also by rename, and never writes', async () => {
    const path = put('a', config('a'));
    const catalog = catalogOf([path]);
    const before = statSync(path).mtimeMs;
    await catalog.list();
    const changed = () =>
      new Promise<void>((resolve) => {
        const subscription = catalog.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
    let told = changed();
    put('new', config('b'));
    renameSync(at('new'), path);
    await told;
    assert.deepEqual(
      (await catalog.list()).map(({ label }) => label),
      ['b'],
    );
    told = changed();
    put('a', config('c'));
    await told;
    assert.deepEqual(
      (await catalog.list()).map(({ label }) => label),
      ['c'],
    );
    told = changed();
    rmSync(path);
    await told;
    assert.deepEqual(await catalog.list(), []);
    told = changed();
    put('a', config('d'));
    await told;
    assert.deepEqual(
      (await catalog.list()).map(({ label }) => label),
      ['d'],
    );
    assert.notEqual(statSync(path).mtimeMs, before);
    assert.equal(readFileSync(path, 'utf8'), config('d'));
  });

  it('contacts nobody, runs nothing and watches nothing before it is asked', async () => {
    const server = await KubeServer.start((_received, response) => response.end());
    const text = config('a', { server: server.url('127.0.0.1') }).replace(
      'user: { token: a }',
      `user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: touch, args: ["${at('ran')}"] } }`,
    );
    const path = put('a', text);
    const catalog = catalogOf([path]);
    let isTold = false;
    catalog.onDidChange(() => {
      isTold = true;
    });
    put('a', `${text}# changed\n`);
    const [found] = await catalog.list();
    assert.equal(found?.problem, undefined);
    assert.deepEqual([server.connections, existsSync(at('ran')), isTold], [0, false, false]);
    await server.stop();
  });

  it('waits for the content of a file that is being written', async () => {
    const path = put('a', config('a'));
    const catalog = catalogOf([path]);
    await catalog.list();
    put('a', '');
    const listed = catalog.list();
    put('a', config('b'));
    assert.deepEqual(
      (await listed).map(({ label }) => label),
      ['b'],
    );
  });
});
