import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { definedOf } from '../../../../src/domain/base/defined.ts';
import { parseKubeconfig } from '../../../../src/adapters/kubernetes/kubeconfigText.ts';
import { YamlRunner } from '../../../../src/adapters/yaml/yamlRunner.ts';

const pem = Buffer.from('-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n').toString('base64');

const WHOLE = `apiVersion: v1
kind: Config
current-context: one
clusters:
  - name: c
    cluster:
      server: https://c.example:6443
      certificate-authority-data: ${pem}
      tls-server-name: api.internal
      proxy-url: http://proxy:3128
      insecure-skip-tls-verify: true
      disable-compression: true
      extensions:
        - name: client.authentication.k8s.io/exec
          extension: { audience: "x" }
contexts:
  - name: one
    context: { cluster: c, user: u, namespace: team }
  - name: two
    context: { cluster: c, user: p }
users:
  - name: u
    user:
      token: abc
      tokenFile: token
      client-certificate: certs/me.pem
      client-key-data: ${pem}
      as: root
      as-uid: "7"
      as-groups: [a, b]
      as-user-extra: { reason: [x, y] }
  - name: p
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: ./bin/login
        args: ["--now", "$(touch x)"]
        env: [{ name: A, value: "1" }]
        installHint: install it
        provideClusterInfo: true
        interactiveMode: Never
`;

const yaml = new YamlRunner();
const parse = (path: string, text: string) => parseKubeconfig(path, text, yaml);

describe('parseKubeconfig', () => {
  it('reads every field, with paths from the folder of the file', async () => {
    const parsed = await parse('/home/me/.kube/config', WHOLE);
    assert.deepEqual(parsed.problems, []);
    assert.equal(parsed.currentContext, 'one');
    const cluster = parsed.clusters.get('c')?.value;
    assert.deepEqual(
      { ...cluster, caData: cluster?.caData?.toString('base64') },
      {
        name: 'c',
        server: 'https://c.example:6443',
        isInsecure: true,
        isCompressionDisabled: true,
        caData: pem,
        tlsServerName: 'api.internal',
        proxyUrl: 'http://proxy:3128',
        pluginConfig: { audience: 'x' },
      },
    );
    const user = parsed.users.get('u')?.value;
    assert.equal(user?.tokenFile, '/home/me/.kube/token');
    assert.equal(user?.certFile, '/home/me/.kube/certs/me.pem');
    assert.deepEqual(user?.impersonation, {
      user: 'root',
      uid: '7',
      groups: ['a', 'b'],
      extra: new Map([['reason', ['x', 'y']]]),
    });
    assert.deepEqual(parsed.users.get('p')?.value.plugin, {
      command: '/home/me/.kube/bin/login',
      args: ['--now', '$(touch x)'],
      env: [{ name: 'A', value: '1' }],
      apiVersion: 'client.authentication.k8s.io/v1',
      installHint: 'install it',
      wantsCluster: true,
      interactiveMode: 'Never',
    });
    assert.deepEqual(parsed.contexts.get('two'), {
      value: { cluster: 'c', user: 'p', namespace: 'default' },
      line: 19,
    });
  });

  it('means the same as the client library, where that one knows a field', async () => {
    const parsed = await parse('/home/me/.kube/config', WHOLE);
    const theirs = new KubeConfig();
    theirs.loadFromString(WHOLE);
    theirs.makePathsAbsolute('/home/me/.kube');
    assert.equal(theirs.getCurrentContext(), parsed.currentContext);
    for (const { name, ...context } of theirs.getContexts()) {
      assert.deepEqual(parsed.contexts.get(name)?.value, { namespace: 'default', ...definedOf(context) });
    }
    for (const { name, skipTLSVerify, caData, ...cluster } of theirs.getClusters()) {
      const {
        isInsecure,
        caData: ca,
        isCompressionDisabled: _,
        pluginConfig: __,
        ...ours
      } = parsed.clusters.get(name)?.value ?? assert.fail();
      assert.deepEqual(ours, { name, ...definedOf(cluster) });
      assert.deepEqual([isInsecure, ca?.toString('base64')], [skipTLSVerify, caData]);
    }
    for (const { name, token, certFile, keyData, impersonateUser } of theirs.getUsers()) {
      const ours = parsed.users.get(name)?.value;
      assert.deepEqual([ours?.token, ours?.certFile, ours?.impersonation?.user], [token, certFile, impersonateUser]);
      assert.equal(ours?.keyData?.toString('base64'), keyData);
    }
  });

  it('takes a byte order mark and CRLF', async () => {
    const parsed = await parse('/k', `\uFEFF${WHOLE.replaceAll('\n', '\r\n')}`);
    assert.deepEqual([...parsed.contexts.keys()], ['one', 'two']);
    assert.equal(parsed.users.get('u')?.value.token, 'abc');
  });

  for (const [what, text, problem] of [
    ['nothing', '', '/k:1: The file is empty'],
    ['a comment alone', '# later\n', '/k:1: The file is empty'],
    ['a list', '- a\n', '/k:1: The file is not a kubeconfig'],
    ['broken YAML', 'a: 1\nb: [\n', /^\/k:3: Flow sequence/],
    ['aliases of nothing', 'contexts:\n  - name: *x\n', /^\/k:2: .*x/],
    ['an entry without a name', 'contexts:\n  - context: {}\n', '/k:2: An entry of contexts has no name'],
    [
      'a name twice',
      'contexts:\n  - name: a\n    context: {}\n  - name: a\n    context: {}\n',
      '/k:4: a is in contexts twice; the first one counts',
    ],
  ] as const) {
    it(`names file and line of ${what}`, async () => {
      const { problems } = await parse('/k', text);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      if (typeof problem === 'string') assert.equal(problems[0], problem);
      else assert.match(problems[0] ?? '', problem);
    });
  }

  it('says what is wrong with an entry and keeps the others', async () => {
    const text = `users:
  - name: number
    user: { token: 123 }
  - name: good
    user: { token: "123" }
  - name: cert
    user: { client-certificate-data: bm90IHBlbQ== }
  - name: groups
    user: { as-groups: [x] }
  - name: __proto__
    user: { token: t }
`;
    const { users } = await parse('/k', text);
    assert.equal(users.get('number')?.problem, '/k:2: token must be text; put it in quotes');
    assert.equal(users.get('good')?.problem, undefined);
    assert.equal(users.get('cert')?.problem, '/k:6: client-certificate-data is not a PEM text in base64');
    assert.equal(users.get('groups')?.problem, '/k:8: as-groups, as-uid and as-user-extra need as');
    assert.equal(users.get('__proto__')?.value.token, 't');
  });

  it('reads 5 MB with 1,000 clusters', async () => {
    const big = 'A'.repeat(4000);
    const data = Buffer.from(`-----BEGIN CERTIFICATE-----\n${big}`).toString('base64');
    const many = Array.from({ length: 1000 }, (_, index) => index);
    const text = [
      'clusters:',
      ...many.map(
        (index) => `- name: c${index}\n  cluster: { server: "https://h:1", certificate-authority-data: ${data} }`,
      ),
      'contexts:',
      ...many.map((index) => `- name: x${index}\n  context: { cluster: c${index} }`),
    ].join('\n');
    assert.ok(text.length > 5_000_000);
    assert.equal((await parse('/k', text)).contexts.size, 1000);
  });
});
