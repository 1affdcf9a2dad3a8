// Devices by DRA on a real cluster: the test stands in for the driver and publishes slices; the real scheduler and controllers allocate from
// them, and what Trainyard makes of it is compared with what they say.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import type { Pod } from '../../../src/domain/cluster/clusterObject.ts';
import { deviceGpus } from '../../../src/domain/cluster/deviceGpus.ts';
import { gpuSummary, gpuTotals } from '../../../src/domain/cluster/gpuInventory.ts';
import { listOnce } from '../../../src/domain/cluster/listOnce.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import type { Situation } from '../../../src/domain/scheduling/diagnosis.ts';
import { whyPending } from '../../../src/domain/scheduling/whyPending.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { valueOf } from '../../support/kubeStreams.ts';
import { watchedUntil } from '../../support/watchedUntil.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { clusterContext, openedCluster } from '../../support/kubeUser.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const never = new AbortController().signal;
const DRIVER = `gpu-${randomBytes(3).toString('hex')}.trainyard.test`;
const API = 'resource.k8s.io/v1';

const claim = (name: string, count: number, deviceClassName = DRIVER) => ({
  apiVersion: API,
  kind: 'ResourceClaim',
  metadata: { name },
  spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName, count } }] } },
});

const podWith = (name: string, own: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 0,
    resourceClaims: [{ name: 'gpu', ...own }],
    containers: [
      {
        name: 'main',
        image: BUSYBOX,
        imagePullPolicy: 'Never',
        command: ['sleep', '600'],
        resources: { claims: [{ name: 'gpu' }] },
      },
    ],
  },
});

function devices(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `gpu-${index}`,
    attributes: { type: { string: 'gpu' }, productName: { string: 'NVIDIA H100 80GB HBM3' } },
    capacity: { memory: { value: '81559Mi' } },
  }));
}

describe('devices by claims on a real cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let cluster: Cluster;
  let node: string;

  const apply = (items: readonly object[]) =>
    kubectl.ok(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'devices');
    cluster = await openedCluster(await clusterContext());
    const kinds = valueOf(await cluster.reader.kinds(never));
    if (!kinds.some(({ plural, version }) => plural === 'resourceslices' && version === 'v1'))
      return skipFor(this, 'the server has no resource.k8s.io/v1');
    node = (await kubectl.ok(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}'])).trim();
    const slice = (name: string, generation: number, count: number) => ({
      apiVersion: API,
      kind: 'ResourceSlice',
      metadata: { name: `${DRIVER}-${name}` },
      spec: {
        driver: DRIVER,
        nodeName: node,
        pool: { name: node, generation, resourceSliceCount: 1 },
        devices: devices(count),
      },
    });
    const selectors = [{ cel: { expression: `device.driver == '${DRIVER}'` } }];
    await apply([
      { apiVersion: API, kind: 'DeviceClass', metadata: { name: DRIVER }, spec: { selectors } },
      // A driver that changes its pool leaves the old generation beside the new one for a while.
      slice('old', 1, 4),
      slice('new', 2, 3),
      claim('one', 1),
      claim('many', 3),
      claim('classless', 1, 'none.trainyard.test'),
      {
        apiVersion: API,
        kind: 'ResourceClaimTemplate',
        metadata: { name: 'made' },
        spec: { spec: claim('', 1).spec },
      },
    ]);
    await apply([podWith('one', { resourceClaimName: 'one' }), podWith('made', { resourceClaimTemplateName: 'made' })]);
    await kubectl.ok(['wait', '--for=condition=PodScheduled', 'pod/one', 'pod/made', '--timeout=60s']);
    await apply([
      podWith('many', { resourceClaimName: 'many' }),
      podWith('classless', { resourceClaimName: 'classless' }),
      podWith('missing', { resourceClaimName: 'not-there' }),
    ]);
  });
  after(async () => {
    cluster?.dispose();
    if (!kubectl) return;
    // A server that does not have these kinds refuses it.
    await kubectl.run([
      'delete',
      'deviceclass,resourceslice',
      DRIVER,
      `${DRIVER}-old`,
      `${DRIVER}-new`,
      '--ignore-not-found',
    ]);
    await kubectl.close();
  });

  it('are counted by model, with who holds them, as the scheduler has given them', async () => {
    const slices = cluster.reader.watch('deviceSlices', undefined);
    const claims = cluster.reader.watch('deviceClaims', undefined);
    const given = () =>
      claims.current.state === 'ready'
        ? [...claims.current.value.values()].filter((each) => each.given.some(({ driver }) => driver === DRIVER))
        : [];
    await watchedUntil(slices, () => slices.current.state === 'ready', 30_000);
    await watchedUntil(claims, () => given().length === 2, 30_000);
    assert.ok(slices.current.state === 'ready');
    const own = [...slices.current.value.values()].filter(({ driver }) => driver === DRIVER);
    const gpus = deviceGpus(own, given(), []);
    assert.equal(gpuSummary(gpuTotals(gpus)), 'H100 by claim 0/3 free');
    // The node is not in the list here; with it they are free on it.
    const nodes = valueOf(await listOnce(cluster.reader, 'nodes', undefined, never));
    const [gpu, ...rest] = deviceGpus(own, given(), nodes);
    assert.ok(gpu && rest.length === 0);
    assert.deepEqual([gpu.node, gpu.total, gpu.requested, gpu.free], [node, 3, 2, 1]);
    assert.deepEqual(gpu.holders.map(({ pod, count }) => `${pod} ${count}`).toSorted(), ['made 1', 'one 1']);
    const words = await kubectl.ok([
      'get',
      'resourceclaims',
      '-o',
      'jsonpath={range .items[*].status.allocation.devices.results[*]}{.device}{"\\n"}{end}',
    ]);
    assert.deepEqual(
      given()
        .flatMap((each) => each.given.map(({ device }) => device))
        .toSorted(),
      words.trim().split('\n').toSorted(),
    );
    slices.dispose();
    claims.dispose();
  });

  it('are named when a pod waits for them', async () => {
    const { namespace } = kubectl;
    await kubectl.ok(['wait', '--for=condition=PodScheduled=false', 'pod/many', 'pod/classless', '--timeout=60s']);
    const pods = valueOf(await listOnce(cluster.reader, 'pods', namespace, never));
    const read = <K extends 'nodes' | 'deviceClaims' | 'deviceSlices'>(kind: K) =>
      listOnce(cluster.reader, kind, undefined, never);
    const [nodes, deviceClaims, deviceSlices, events] = await Promise.all([
      read('nodes'),
      read('deviceClaims'),
      read('deviceSlices'),
      listOnce(cluster.reader, 'events', namespace, never),
    ]);
    const situation: Situation = {
      workloads: [],
      now: new Date(),
      pods,
      nodes: valueOf(nodes),
      events: valueOf(events),
      claims: [],
      deviceClaims: valueOf(deviceClaims),
      deviceSlices: valueOf(deviceSlices).filter(({ driver }) => driver === DRIVER),
    };
    const why = (name: string) => {
      const pod = pods.find(({ meta }): boolean => meta.name === name);
      assert.ok(pod, name);
      return whyPending({ ...situation, pod: pod satisfies Pod });
    };
    const many = why('many');
    assert.equal(many.cause, `No node has the devices free that it claims: 3 × ${DRIVER} (many).`);
    assert.ok(
      many.others.some(({ text }) => text === 'H100 by claim 1/3 free'),
      JSON.stringify(many.others),
    );
    assert.equal(
      why('classless').cause,
      'Its device claim asks for the class none.trainyard.test, which the cluster does not have.',
    );
    assert.equal(why('missing').cause, 'It needs the device claim not-there, which is not in the namespace.');
  });
});
