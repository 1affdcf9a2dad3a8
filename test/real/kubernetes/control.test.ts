// Changing objects and asking about them on a real cluster, as the users of the test bed.
import assert from 'node:assert/strict';
import { ClusterQueries } from '../../../src/adapters/kubernetes/clusterQueries.ts';
import { KubeControl } from '../../../src/adapters/kubernetes/clusterControl.ts';
import { Discovery } from '../../../src/adapters/kubernetes/discovery.ts';
import { fieldsIn, fieldsOf, textIn } from '../../../src/adapters/kubernetes/fields.ts';
import type { KubeCluster, KubeContext, KubeUser } from '../../../src/adapters/kubernetes/kubeconfig.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../../src/adapters/kubernetes/openTransport.ts';
import type { ObjectRef, ResourceKind } from '../../../src/domain/cluster/clusterObject.ts';
import type { Manifest } from '../../../src/domain/cluster/ports.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { CutProxy } from '../../support/cutProxy.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { contextOfUser } from '../../support/kubeUser.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const signal = new AbortController().signal;
const DEPLOYMENT: ResourceKind = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  isNamespaced: true,
};
const POD: ResourceKind = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };
const CONFIG_MAP: ResourceKind = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  isNamespaced: true,
};

function deployment(name: string, replicas: number, more: object = {}): Manifest {
  const labels = { app: name };
  // No node takes it, so that nobody but the test changes it.
  const spec = {
    nodeSelector: { 'trainyard.test/none': 'x' },
    containers: [{ name: 'main', image: BUSYBOX }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec }, ...more },
  };
}

describe('clusters: connecting, asking and changing', function () {
  this.timeout(60_000);
  const open: KubeTransport[] = [];
  let kubectl: KubectlInNamespace;
  before(async function () {
    if (process.env['TRAINYARD_TEST_KUBECONFIGS'] === undefined)
      return skipFor(this, 'TRAINYARD_TEST_KUBECONFIGS names no folder of kubeconfigs');
    kubectl = await KubectlInNamespace.open(this, 'control');
  });
  after(async () => {
    for (const one of open.splice(0)) one.dispose();
    await kubectl?.close();
  });

  const connect = (context: KubeContext) => {
    const opened = openTransport(context, {});
    assert.ok(opened.ok, JSON.stringify(opened));
    const transport = opened.value;
    open.push(transport);
    const discovery = new Discovery(transport);
    return {
      transport,
      control: new KubeControl(transport, discovery),
      queries: new ClusterQueries(transport, discovery),
    };
  };
  const as = async (user: string, cluster: Partial<KubeCluster> = {}, more: Partial<KubeUser> = {}) => {
    const context = await contextOfUser(user);
    return connect({ ...context, cluster: { ...context.cluster, ...cluster }, user: { ...context.user, ...more } });
  };
  const options = (more: object = {}) => ({ dryRun: false, force: false, namespace: kubectl.namespace, ...more });
  const ref = (resource: ResourceKind, name: string): ObjectRef => ({ resource, namespace: kubectl.namespace, name });
  const kindOf = async (applied: ReturnType<KubeControl['apply']>) => {
    const result = await applied;
    assert.ok(result.ok, JSON.stringify(result));
    return result.value.kind;
  };

  for (const user of ['admin', 'admin-token', 'dev', 'dev-token', 'nobody']) {
    it(`knows who ${user} is, by certificate or token`, async () => {
      const { transport, queries } = await as(user);
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
      const who = await transport.json({ method: 'POST', path, body, signal });
      assert.ok(who.ok);
      const name = textIn(fieldsIn(fieldsIn(fieldsOf(who.value), 'status'), 'userInfo'), 'username');
      assert.equal(name, { 'admin-token': 'token-admin', 'dev-token': 'token-dev' }[user] ?? name);
      assert.notEqual(name, 'system:anonymous');
      const info = await queries.info(signal);
      assert.match(info.ok ? info.value.version : '', /^v1\./);
    });
  }

  it('names the right that a user does not have, and says beforehand what one may do', async () => {
    const { queries, control } = await as('dev');
    const nodes = await queries.table(
      { ...POD, plural: 'nodes', kind: 'Node', isNamespaced: false },
      undefined,
      10,
      signal,
    );
    assert.ok(!nodes.ok);
    assert.equal(nodes.failure.code, 'forbidden');
    assert.match(nodes.failure.message, /^\S*dev may not list nodes in the whole cluster$/);
    const there = await control.apply(deployment('x', 1), options(), signal);
    assert.match(
      there.ok ? '' : there.failure.message,
      new RegExp(`may not patch deployments.apps in the namespace ${kubectl.namespace}$`),
    );
    const may = (within: string) => queries.may({ verb: 'patch', resource: DEPLOYMENT, namespace: within }, signal);
    assert.deepEqual(
      [await may('dev'), await may(kubectl.namespace)],
      [
        { ok: true, value: true },
        { ok: true, value: false },
      ],
    );
  });

  it('acts as somebody else where the kubeconfig says so', async () => {
    const impersonation = { user: 'jane', groups: ['team'], extra: new Map() };
    const { queries } = await as('admin', {}, { impersonation });
    const pods = await queries.table(POD, 'default', 1, signal);
    assert.match(pods.ok ? '' : pods.failure.message, /^jane may not list pods/);
  });

  it('refuses a certificate of another authority, and needs the name that the certificate has', async () => {
    const { queries } = await as('admin', { caData: Buffer.from('') });
    const info = await queries.info(signal);
    assert.match(info.ok ? '' : info.failure.message, /not signed by the authority/);
    const named = await as('admin', { tlsServerName: 'elsewhere.example' });
    const other = await named.queries.info(signal);
    assert.match(other.ok ? '' : other.failure.message, /made out to another name/);
  });

  it('applies: dry run, created, unchanged, configured', async () => {
    const { control, queries } = await as('admin');
    assert.equal(await kindOf(control.apply(deployment('web', 1), options({ dryRun: true }), signal)), 'created');
    const none = await queries.get(ref(DEPLOYMENT, 'web'), signal);
    assert.equal(!none.ok && none.failure.code, 'not-found');
    assert.equal(await kindOf(control.apply(deployment('web', 1), options(), signal)), 'created');
    assert.equal(await kindOf(control.apply(deployment('web', 1), options(), signal)), 'unchanged');
    assert.equal(await kindOf(control.apply(deployment('web', 2), options({ dryRun: true }), signal)), 'configured');
    assert.equal(await kubectl.ok(['get', 'deployment/web', '-o', 'jsonpath={.spec.replicas}']), '1');
    assert.equal(await kindOf(control.apply(deployment('web', 2), options(), signal)), 'configured');
    assert.equal(await kubectl.ok(['get', 'deployment/web', '-o', 'jsonpath={.spec.replicas}']), '2');
  });

  it('takes a manifest as kubectl prints it, with managers and status', async () => {
    const { control } = await as('admin');
    await kindOf(control.apply(deployment('copied', 1), options(), signal));
    const text = await kubectl.ok(['get', 'deployment/copied', '-o', 'json', '--show-managed-fields']);
    const live: unknown = JSON.parse(text.replace(/"resourceVersion": "\d+"/, '"resourceVersion": ""'));
    assert.ok(isManifest(live));
    const applied = await control.apply(live, options({ force: true }), signal);
    assert.ok(applied.ok, JSON.stringify(applied));
  });

  it('names the field that the schema does not have', async () => {
    const { control } = await as('admin');
    const applied = await control.apply(deployment('typo', 1, { replica: 2 }), options(), signal);
    assert.ok(!applied.ok);
    assert.equal(applied.failure.code, 'invalid');
    assert.match(applied.failure.message, /^Deployment .*\/typo: .*\.spec\.replica: field not declared in schema$/);
    await kindOf(control.apply(deployment('typo', 1), options(), signal));
    const patched = await control.patch(ref(DEPLOYMENT, 'typo'), { spec: { replica: 2 } }, {}, signal);
    assert.equal(patched.ok ? '' : patched.failure.code, 'invalid');
    assert.match(patched.ok ? '' : patched.failure.message, /^Deployment .*\/typo: unknown field "spec.replica"$/);
    const value = await control.apply(deployment('typo', -1), options(), signal);
    assert.match(value.ok ? '' : value.failure.message, /spec\.replicas.*must be greater than or equal to 0/);
  });

  it('shows conflicts by field and manager, and takes fields over only when it is told to', async () => {
    const { control } = await as('admin');
    await kindOf(control.apply(deployment('shared', 1), options(), signal));
    await kubectl.ok(['scale', 'deployment/shared', '--replicas=3']);
    const other = JSON.stringify({
      ...deployment('shared', 3),
      metadata: { name: 'shared', labels: { owner: 'them' } },
    });
    await kubectl.ok(['apply', '--server-side', '--field-manager=them', '--force-conflicts', '-f', '-'], other);
    const applied = await control.apply(deployment('shared', 5), options(), signal);
    assert.ok(applied.ok && applied.value.kind === 'conflict', JSON.stringify(applied));
    // kubectl scale and an apply own the same number: each of them is named.
    assert.deepEqual(applied.value.conflicts.map(({ field, manager }) => `${field} ${manager}`).sort(), [
      '.spec.replicas kubectl (scale)',
      '.spec.replicas them',
    ]);
    assert.equal(await kubectl.ok(['get', 'deployment/shared', '-o', 'jsonpath={.spec.replicas}']), '3');
    assert.equal(await kindOf(control.apply(deployment('shared', 5), options({ force: true }), signal)), 'configured');
    assert.equal(await kubectl.ok(['get', 'deployment/shared', '-o', 'jsonpath={.spec.replicas}']), '5');
  });

  it('patches, scales, removes, and counts what is gone as removed', async () => {
    const { control, queries } = await as('admin');
    await kindOf(control.apply(deployment('life', 1), options(), signal));
    const it = ref(DEPLOYMENT, 'life');
    assert.deepEqual(await control.scale(it, 3, signal), { ok: true, value: undefined });
    assert.ok((await control.patch(it, { metadata: { labels: { a: 'b' } } }, {}, signal)).ok);
    assert.equal(
      await kubectl.ok(['get', 'deployment/life', '-o', 'jsonpath={.spec.replicas}{.metadata.labels.a}']),
      '3b',
    );
    const read = await queries.get(it, signal);
    const meta = fieldsIn(fieldsOf(read.ok ? read.value : {}), 'metadata');
    const own = { uid: textIn(meta, 'uid') ?? '', resourceVersion: textIn(meta, 'resourceVersion') ?? '' };
    for (const only of [
      { ...own, uid: 'another' },
      { ...own, resourceVersion: '1' },
    ]) {
      const refused = await control.remove(it, { propagation: 'Background', only }, signal);
      assert.equal(!refused.ok && refused.failure.code, 'conflict', JSON.stringify(only));
    }
    assert.deepEqual(await control.remove(it, { propagation: 'Background' }, signal), { ok: true, value: undefined });
    assert.deepEqual(await control.remove(it, { propagation: 'Background' }, signal), { ok: true, value: undefined });
    const gone = await queries.get(it, signal);
    assert.equal(!gone.ok && gone.failure.code, 'not-found');
    const scaled = await control.scale(it, 1, signal);
    assert.equal(!scaled.ok && scaled.failure.code, 'not-found');
  });

  it('knows kinds, columns, owned objects and events', async () => {
    const { control, queries } = await as('admin');
    const applied = await control.apply(deployment('asked', 2), options(), signal);
    assert.ok(applied.ok && applied.value.kind === 'created');
    const uid = textIn(fieldsIn(fieldsOf(applied.value.object), 'metadata'), 'uid') ?? '';
    // A wait for pods fails at once while there are none.
    await kubectl.ok(['wait', 'deployment/asked', '--for=jsonpath={.status.replicas}=2', '--timeout=30s']);
    await kubectl.ok(['wait', 'pod', '--selector=app=asked', '--for=condition=PodScheduled=false', '--timeout=30s']);
    const owned = await queries.owned(uid, kubectl.namespace, signal);
    assert.deepEqual(owned.ok && owned.value.map(({ kind }) => kind), ['ReplicaSet', 'Pod', 'Pod']);
    const table = await queries.table(POD, kubectl.namespace, 1, signal);
    assert.ok(table.ok);
    assert.deepEqual([table.value.rows.length, table.value.isCut], [1, true]);
    assert.deepEqual(
      table.value.columns.slice(0, 3).map(({ name }) => name),
      ['Name', 'Ready', 'Status'],
    );
    const events = await queries.events(ref(DEPLOYMENT, 'asked'), uid, signal);
    assert.deepEqual(events.ok && events.value.map(({ reason }) => reason), ['ScalingReplicaSet']);
    const listed = await queries.objects(POD, kubectl.namespace, signal, new Map([['app', 'asked']]));
    assert.equal(listed.ok && listed.value.length, 2);
    const kinds = await queries.kinds(signal);
    assert.ok(
      kinds.ok &&
        kinds.value.some(({ plural, shortNames }) => plural === 'deployments' && shortNames?.includes('deploy')),
    );
    const namespaces = await queries.namespaces(signal);
    assert.ok(namespaces.ok && namespaces.value.includes(kubectl.namespace));
  });

  it('passes on why an eviction is refused', async () => {
    const { control } = await as('admin');
    await kindOf(control.apply(deployment('kept', 1), options(), signal));
    const budget = { selector: { matchLabels: { app: 'kept' } }, minAvailable: 1 };
    const pdb = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'kept' }, spec: budget };
    await kindOf(control.apply(pdb, options(), signal));
    const path = 'jsonpath={.items[*].metadata.name}';
    const pods = async () => kubectl.ok(['get', 'pods', '--selector=app=kept', '-o', path]);
    await kubectl.ok(['wait', 'pdb/kept', '--for=jsonpath={.status.expectedPods}=1', '--timeout=30s']);
    const name = await pods();
    const evicted = await control.evict(kubectl.namespace, name, signal);
    // Pods that do not run are not protected by default, so that either answer is the server's; it must be one of these two.
    if (!evicted.ok) {
      assert.equal(evicted.failure.code, 'rejected');
      assert.match(evicted.failure.message, /disruption budget kept needs 1 healthy pods/);
    }
    assert.deepEqual(await control.evict(kubectl.namespace, 'gone', signal), { ok: true, value: undefined });
  });

  it('says what to do about a kind that the cluster does not know', async () => {
    const { control } = await as('admin');
    const job = { apiVersion: 'kubeflow.org/v1', kind: 'PyTorchJob', metadata: { name: 'x' } };
    const applied = await control.apply(job, options(), signal);
    assert.equal(!applied.ok && applied.failure.code, 'unsupported');
    const unnamed = await control.apply({ ...deployment('x', 1), metadata: { name: '' } }, options(), signal);
    assert.match(unnamed.ok ? '' : unnamed.failure.message, /has no name/);
    const elsewhere = await control.remove(ref(CONFIG_MAP, '../secrets/x'), { propagation: 'Background' }, signal);
    assert.equal(!elsewhere.ok && elsewhere.failure.code, 'invalid');
  });

  it('asks for new credentials when a token is revoked, and says so when there are none', async () => {
    await kubectl.ok(['create', 'serviceaccount', 'short']);
    const token = (await kubectl.ok(['create', 'token', 'short'])).trim();
    const context = await contextOfUser('admin');
    const withToken = { ...context, user: { name: 'short', token } };
    let loaded: KubeContext = withToken;
    let reloads = 0;
    const opened = openTransport(withToken, {
      reload: async () => {
        reloads += 1;
        return { ok: true, value: loaded };
      },
    });
    assert.ok(opened.ok);
    open.push(opened.value);
    const ask = () => opened.value.json({ method: 'GET', path: '/api/v1/namespaces/default/pods', signal });
    const first = await ask();
    assert.equal(!first.ok && first.failure.code, 'forbidden');
    await kubectl.ok(['delete', 'serviceaccount', 'short']);
    // The server may keep an accepted token for 10 s.
    let last = await ask();
    for (let left = 40; left > 0 && !last.ok && last.failure.code === 'forbidden'; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      last = await ask();
    }
    assert.equal(!last.ok && last.failure.code, 'unauthorized');
    assert.equal(reloads, 1);
    loaded = context;
    assert.ok((await ask()).ok, 'the credentials that the file has now are used');
  });

  it('F2: looks, and does not repeat, when the connection is cut after a change has left', async () => {
    const context = await contextOfUser('admin');
    const { hostname, port } = new URL(context.cluster.server);
    const proxy = await CutProxy.start(hostname, Number(port));
    const cluster = { ...context.cluster, server: `https://127.0.0.1:${proxy.port}` };
    const { transport } = connect({ ...context, cluster });
    let isArmed = false;
    const losing = losingAnswers(transport, proxy, () => isArmed);
    const control = new KubeControl(losing, new Discovery(losing));
    const lost = <T>(send: () => Promise<T>): Promise<T> => {
      isArmed = true;
      return send();
    };
    await control.apply(deployment('warm', 0), options(), signal);

    const applied = await lost(() => control.apply(deployment('cut', 1), options(), signal));
    assert.ok(applied.ok, JSON.stringify(applied));
    assert.equal(applied.value.kind, 'created');
    const generation = () => kubectl.ok(['get', 'deployment/cut', '-o', 'jsonpath={.metadata.generation}']);
    assert.equal(await generation(), '1');
    assert.deepEqual(await lost(() => control.scale(ref(DEPLOYMENT, 'cut'), 2, signal)), {
      ok: true,
      value: undefined,
    });
    assert.equal(await generation(), '2');
    const removed = await lost(() => control.remove(ref(DEPLOYMENT, 'cut'), { propagation: 'Background' }, signal));
    assert.deepEqual(removed, { ok: true, value: undefined });
    isArmed = false;
    proxy.stop();
    const unreachable = await control.scale(ref(DEPLOYMENT, 'warm'), 1, signal);
    assert.equal(!unreachable.ok && unreachable.failure.code, 'unreachable');
  });
});

/** The same transport, whose changes lose their answer while the proxy is told so; questions go through. */
function losingAnswers(transport: KubeTransport, proxy: CutProxy, isArmed: () => boolean): KubeTransport {
  return {
    connection: transport.connection,
    request: (request) => transport.request(request),
    json: (request) => {
      proxy.isCutting = isArmed() && request.method !== 'GET';
      return transport.json(request);
    },
    socket: (request, signal) => transport.socket(request, signal),
    dispose: () => transport.dispose(),
  };
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'kind' in value;
}
