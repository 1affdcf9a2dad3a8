// F5: undo beside `kubectl rollout undo` on equal state: while a rollout is on, with a history of one, and while it is paused.
import assert from 'node:assert/strict';
import { ClusterQueries } from '../../../src/adapters/kubernetes/clusterQueries.ts';
import { KubeControl } from '../../../src/adapters/kubernetes/clusterControl.ts';
import { Discovery } from '../../../src/adapters/kubernetes/discovery.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { DEPLOYMENT_KIND, REPLICA_SET_KIND } from '../../../src/domain/cluster/knownKinds.ts';
import { revisionsOf, undoPatch } from '../../../src/domain/rollout/revisions.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { realTransport, valueOf } from '../../support/kubeStreams.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const never = new AbortController().signal;

describe('F5: undo', function () {
  this.timeout(90_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'undo');
    transport = await realTransport();
    for (const name of ['ours', 'theirs']) await makeVersions(name);
  });
  after(async () => {
    transport?.dispose();
    await kubectl?.close();
  });

  it('is refused in words while the rollout is paused, as kubectl refuses it', async () => {
    await kubectl.ok(['rollout', 'pause', 'deployment/ours']);
    await assert.rejects(kubectl.ok(['rollout', 'undo', 'deployment/ours']), /paused/);
    const patch = await undoOf('ours');
    assert.ok(!patch.ok);
    assert.equal(patch.failure.code, 'conflict');
    assert.match(`${patch.failure.message} ${patch.failure.nextStep}`, /paused.*Resume it first/);
    await kubectl.ok(['rollout', 'resume', 'deployment/ours']);
  });

  it('gives what kubectl gives, though the rollout is on and one version is kept', async () => {
    await kubectl.ok(['rollout', 'undo', 'deployment/theirs']);
    const patch = valueOf(await undoOf('ours'));
    const target = { resource: DEPLOYMENT_KIND, namespace: kubectl.namespace, name: 'ours' };
    valueOf(await new KubeControl(transport, new Discovery(transport)).patch(target, patch, {}, never));
    const [ours, theirs] = await Promise.all(['ours', 'theirs'].map(versionIn));
    assert.equal(ours, 'two');
    assert.equal(theirs, ours);
  });

  /** Three versions, of which the history keeps the one before; no node takes the pods, so that the rollout never ends. */
  async function makeVersions(name: string): Promise<void> {
    for (const [index, version] of ['one', 'two', 'three'].entries()) {
      const spec = {
        nodeSelector: { 'trainyard.test/none': 'x' },
        containers: [{ name: 'main', image: BUSYBOX, env: [{ name: 'VERSION', value: version }] }],
      };
      const template = { metadata: { labels: { app: name } }, spec };
      const deployment = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: { replicas: 1, revisionHistoryLimit: 1, selector: { matchLabels: { app: name } }, template },
      };
      await kubectl.ok(['apply', '-f', '-'], JSON.stringify(deployment));
      const revision = `jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}=${index + 1}`;
      await kubectl.ok(['wait', `deployment/${name}`, `--for=${revision}`, '--timeout=60s']);
    }
  }

  async function undoOf(name: string) {
    const queries = new ClusterQueries(transport, new Discovery(transport));
    const target = { resource: DEPLOYMENT_KIND, namespace: kubectl.namespace, name };
    const live = valueOf(await queries.get(target, never));
    const sets = valueOf(await queries.objects(REPLICA_SET_KIND, kubectl.namespace, never));
    return undoPatch(live, revisionsOf(live, sets));
  }

  async function versionIn(name: string): Promise<string> {
    const path = 'jsonpath={.spec.template.spec.containers[0].env[0].value}';
    return await kubectl.ok(['get', `deployment/${name}`, '-o', path]);
  }
});
