// Manifests applied after a look, and taken back, on a real API server. kubectl is the other who changes things.
import assert from 'node:assert/strict';
import { ok } from '../../../src/domain/base/failure.ts';
import type { Cluster, Manifest } from '../../../src/domain/cluster/ports.ts';
import {
  applyDocument,
  type ConflictChoice,
  decideConflict,
  planDocument,
} from '../../../src/domain/deploy/applyPlan.ts';
import { shownSides } from '../../../src/domain/deploy/change.ts';
import { doneOf, undoDocument } from '../../../src/domain/deploy/undoDocument.ts';
import { valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const { signal } = new AbortController();

/** No node takes its pods. */
function deployment(replicas: number, image = BUSYBOX): Manifest {
  const labels = { app: 'web' };
  const containers = [{ name: 'main', image, env: [{ name: 'API_TOKEN', value: `hunter-${replicas}` }] }];
  const template = { metadata: { labels }, spec: { nodeSelector: { 'trainyard.test/none': 'x' }, containers } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
}

const configMap = (name: string, value: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { value },
});

describe('applying after a look, and undo, on a real cluster', function () {
  this.timeout(60_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'apply-undo');
    cluster = await openedCluster(await clusterContext());
  });
  after(async () => {
    cluster?.dispose();
    await kubectl?.close();
  });

  const placeOf = (...all: Manifest[]) => ({ control: cluster.control, namespace: kubectl.namespace, all });
  const planOf = async (manifest: Manifest, choice?: ConflictChoice) => {
    const place = placeOf(manifest);
    const plan = valueOf(await planDocument(manifest, place, signal));
    return choice ? valueOf(await decideConflict(plan, choice, place, signal)) : plan;
  };
  const apply = async (manifest: Manifest, choice?: ConflictChoice) => {
    const applied = valueOf(await applyDocument(await planOf(manifest, choice), placeOf(manifest), signal));
    const [done] = doneOf(applied);
    return { kind: applied.outcome.kind, undo: async () => (done ? undoDocument(done, cluster, signal) : undefined) };
  };
  const field = (object: string, path: string) => kubectl.ok(['get', object, '-o', `jsonpath={${path}}`]);

  it('shows what would change and no more, without the values of secrets', async () => {
    await apply(deployment(1));
    const { preview, sent } = await planOf(deployment(2));
    assert.ok(preview?.kind === 'configured');
    const { before, after } = shownSides(preview.before, preview.object, sent);
    const text = JSON.stringify({ before, after });
    assert.doesNotMatch(text, /hunter|managedFields|resourceVersion|terminationGracePeriodSeconds|status/);
    assert.equal(
      JSON.stringify(before).replace('"replicas":1', '"replicas":2'),
      JSON.stringify(after).replace(' (changed)', ''),
    );
    assert.equal(await field('deployment/web', '.spec.replicas'), '1');
  });

  it('gives an object back what it was, with the managers of its fields', async () => {
    const { kind, undo } = await apply(deployment(4));
    assert.equal(kind, 'configured');
    assert.deepEqual(await undo(), ok('restored'));
    assert.equal(await field('deployment/web', '.spec.replicas'), '1');
    // The next apply is in conflict with nobody, so the fields are those of our applies again.
    assert.equal((await planOf(deployment(1))).outcome.kind, 'unchanged');
    assert.equal((await planOf(deployment(3))).outcome.kind, 'configured');
    assert.deepEqual((await planOf(deployment(3))).conflicts, []);
  });

  it('does not overwrite what somebody has changed since, and says who it was', async () => {
    const { undo } = await apply(deployment(5));
    await kubectl.ok([
      'patch',
      'deployment/web',
      '--type=merge',
      '-p',
      '{"spec":{"replicas":6}}',
      '--field-manager=ada',
    ]);
    const undone = await undo();
    assert.ok(undone && !undone.ok);
    assert.match(undone.failure.message, /^spec\.replicas was changed since, by .*ada/);
    assert.equal(await field('deployment/web', '.spec.replicas'), '6');
    assert.equal(await field('deployment/web', '..env[0].value'), 'hunter-5');
  });

  it('takes fields over, or leaves them, as was chosen', async () => {
    const plan = await planOf(deployment(7));
    assert.equal(plan.outcome.kind, 'conflict');
    assert.deepEqual(plan.conflicts, [{ field: '.spec.replicas', manager: 'ada' }]);
    assert.equal((await apply(deployment(7))).kind, 'conflict');
    assert.equal((await apply(deployment(7), 'leave')).kind, 'configured');
    assert.equal(await field('deployment/web', '.spec.replicas'), '6');
    assert.equal(await field('deployment/web', '..env[0].value'), 'hunter-7');
    const { kind, undo } = await apply(deployment(7), 'takeOver');
    assert.equal(kind, 'configured');
    assert.equal(await field('deployment/web', '.spec.replicas'), '7');
    assert.deepEqual(await undo(), ok('restored'));
    assert.equal((await planOf(deployment(7))).outcome.kind, 'conflict', 'the field is ada’s again');
  });

  it('takes back several applies of one object, the latest first', async () => {
    const first = await apply(configMap('twice', 'a'));
    const second = await apply(configMap('twice', 'b'));
    assert.deepEqual(await second.undo(), ok('restored'));
    assert.deepEqual(await first.undo(), ok('deleted'));
  });

  it('takes away what it created, but not when it is somebody else’s by now', async () => {
    const made = await apply(configMap('made', 'x'));
    assert.deepEqual([made.kind, await made.undo()], ['created', ok('deleted')]);
    assert.deepEqual(await made.undo(), ok('gone'));
    const used = await apply(configMap('used', 'x'));
    await kubectl.ok([
      'patch',
      'configmap/used',
      '--type=merge',
      '-p',
      '{"data":{"value":"y"}}',
      '--field-manager=ada',
    ]);
    const kept = await used.undo();
    assert.equal(kept?.ok === false ? kept.failure.message : '', 'ada has changed it since');
    await kubectl.ok(['delete', 'configmap/used']);
    await kubectl.ok(['create', 'configmap', 'used']);
    const other = await used.undo();
    assert.equal(other?.ok === false && other.failure.code, 'conflict');
    assert.equal(await field('configmap/used', '.metadata.name'), 'used');
  });

  it('applies a kind and an object of it in one go', async () => {
    const group = `${kubectl.namespace}.example`;
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const definition: Manifest = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    const widget: Manifest = { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'one' }, size: 1 };
    const place = placeOf(definition, widget);
    const plans = [];
    for (const manifest of place.all) plans.push(valueOf(await planDocument(manifest, place, signal)));
    assert.deepEqual(
      plans.map(({ outcome }) => outcome.kind),
      ['created', 'unchecked'],
    );
    try {
      const applied = [];
      for (const plan of plans) applied.push(valueOf(await applyDocument(plan, place, signal)));
      assert.deepEqual(
        applied.map(({ outcome }) => outcome.kind),
        ['created', 'created'],
        JSON.stringify(applied.at(-1)?.outcome),
      );
      for (const done of applied.flatMap(doneOf).toReversed())
        assert.deepEqual(await undoDocument(done, cluster, signal), ok('deleted'));
    } finally {
      await kubectl.run([
        'delete',
        'customresourcedefinition',
        `widgets.${group}`,
        '--ignore-not-found',
        '--wait=false',
      ]);
    }
  });
});
