// A chart on a real cluster, through the helm of the machine: what the preview says is what happens.
import assert from 'node:assert/strict';
import { delimiter, dirname, join } from 'node:path';
import { helmProgram } from '../../../src/adapters/kubernetes/helmProgram.ts';
import type { Result } from '../../../src/domain/base/failure.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { planUpgrade } from '../../../src/domain/helm/chartPlan.ts';
import {
  type ChartRelease,
  type HelmVersion,
  previewArgs,
  rollbackArgs,
  uninstallArgs,
  upgradeArgs,
} from '../../../src/domain/helm/helmCommands.ts';
import { historyOf, newestReleases, type ReleaseEntry } from '../../../src/domain/helm/release.ts';
import { renderedChartOf } from '../../../src/domain/helm/renderedChart.ts';
import { manifestText } from '../../../src/adapters/yaml/manifestText.ts';
import { DEMO_CHART, HelmInNamespace } from '../../support/helmInNamespace.ts';
import { valueOf } from '../../support/kubeStreams.ts';
import { contextOfUser, openedCluster } from '../../support/kubeUser.ts';

const never = new AbortController().signal;
const wait = { minutes: 2, rollsBack: false, takesOver: false };
const timeoutMs = 120_000;

describe('charts through the helm of the machine', function () {
  this.timeout(120_000);
  let helm: HelmInNamespace;
  let cluster: Cluster;
  let program: ReturnType<typeof helmProgram>;
  let version: HelmVersion;
  let release: ChartRelease;

  before(async function () {
    helm = await HelmInNamespace.open(this, 'helm-deploy');
    cluster = await openedCluster(await contextOfUser('admin'));
    // Variables that lead elsewhere must not count.
    const elsewhere = { HELM_KUBEAPISERVER: 'https://elsewhere.example:6443', HELM_NAMESPACE: 'default' };
    const path = [dirname(helm.program), process.env['PATH']].join(delimiter);
    program = helmProgram({ ...process.env, ...elsewhere, KUBECONFIG: '/nowhere', PATH: path });
    version = valueOf(await program.version(never));
    const valuesFiles = [join(DEMO_CHART, 'values-large.yaml')];
    release = { chart: DEMO_CHART, name: 'demo', namespace: helm.kubectl.namespace, valuesFiles, keepsValues: false };
  });
  after(async () => {
    cluster?.dispose();
    await helm?.close();
  });

  const run = async (args: readonly string[], signal = never): Promise<Result<string>> =>
    await program.run(cluster.connection, args, { timeoutMs }, signal);
  const listed = async (): Promise<readonly ReleaseEntry[]> =>
    valueOf(await cluster.releases.list('secrets', helm.kubectl.namespace, never));
  const newest = async (): Promise<ReleaseEntry> => {
    const [entry] = newestReleases(await listed());
    return entry ?? assert.fail('there is no release');
  };
  /** `kind name: what would happen` */
  const planned = async (wanted: ChartRelease) => {
    const rendered = valueOf(renderedChartOf(valueOf(await run(previewArgs(wanted, version)))));
    const [entry] = newestReleases(await listed());
    const old = entry ? valueOf(await cluster.releases.read(entry, never)).manifest : '';
    const text = manifestText();
    const before = valueOf(await text.parse(old, 'x.yaml'));
    const after = valueOf(await text.parse(rendered.manifest, 'x.yaml'));
    const parts = { cluster, namespace: helm.kubectl.namespace, before, after };
    const plan = valueOf(await planUpgrade(parts, never));
    return { rendered, plan, lines: plan.map(({ manifest, kind }) => `${manifest.kind}: ${kind}`) };
  };

  it('say what they would make, and make nothing', async () => {
    const { rendered, lines } = await planned(release);
    assert.deepEqual([rendered.chart, rendered.revision, rendered.hooks], ['demo 0.2.0', 1, []]);
    assert.deepEqual(lines, ['Secret: created', 'ConfigMap: created', 'Service: created', 'Deployment: created']);
    assert.deepEqual(await listed(), []);
  });

  it('are installed with the values that were chosen', async () => {
    valueOf(await run(upgradeArgs(release, version, wait)));
    assert.equal((await newest()).status, 'deployed');
    assert.equal(await greeting(), 'hello from the large one');
    assert.deepEqual(
      (await planned(release)).lines,
      ['Secret', 'ConfigMap', 'Service', 'Deployment'].map((kind) => `${kind}: unchanged`),
    );
  });

  it('say what an upgrade changes, takes away, and what somebody else has changed', async () => {
    await helm.kubectl.ok(['set', 'image', 'deployment/demo-web', 'web=other:1']);
    const kept = await planned({ ...release, valuesFiles: [], keepsValues: true });
    assert.equal(kept.lines[1], 'ConfigMap: unchanged', 'values that were given before can stay');
    const { lines, plan } = await planned({ ...release, valuesFiles: [] });
    assert.deepEqual(lines, ['Secret: unchanged', 'ConfigMap: changed', 'Service: unchanged', 'Deployment: changed']);
    assert.match(JSON.stringify(plan[3]?.live), /other:1/);
    assert.match(JSON.stringify(plan[3]?.planned), /trainyard\.local\/busybox:1/);
    assert.deepEqual(plan[3]?.others, ['kubectl-set']);
    // Helm 4 lets the server merge, which keeps to what others have changed.
    const takesOver = valueOf(await cluster.releases.read(await newest(), never)).isServerSide;
    assert.equal(takesOver, version.major >= 4);
    valueOf(await run(upgradeArgs({ ...release, valuesFiles: [] }, version, { ...wait, takesOver })));
    assert.equal(await greeting(), 'hello');
    const image = '-o=jsonpath={.spec.template.spec.containers[0].image}';
    assert.equal(await helm.kubectl.ok(['get', 'deployment/demo-web', image]), 'trainyard.local/busybox:1');
  });

  it('are rolled back', async () => {
    valueOf(await run(rollbackArgs(await newest(), 1, wait)));
    const { revision, status } = await newest();
    assert.deepEqual([revision, status], [3, 'deployed']);
    assert.equal(await greeting(), 'hello from the large one');
  });

  it('fail in the words of helm', async () => {
    const failed = await run(previewArgs({ ...release, valuesFiles: ['/nowhere/values.yaml'] }, version));
    assert.equal(failed.ok ? 'done' : failed.failure.code, 'rejected');
    assert.match(failed.ok ? '' : failed.failure.message, /^helm failed: .*\/nowhere\/values\.yaml/);
  });

  it('that are cancelled while they wait do not stay pending', async () => {
    const controller = new AbortController();
    const valuesFiles = [join(DEMO_CHART, 'values-stuck.yaml')];
    const upgrading = run(upgradeArgs({ ...release, valuesFiles }, version, wait), controller.signal);
    await until(async () => (await newest()).revision === 4);
    controller.abort();
    const cancelled = await upgrading;
    assert.equal(cancelled.ok ? 'done' : cancelled.failure.code, 'cancelled');
    await until(async () => (await newest()).status === 'failed');
    valueOf(await run(rollbackArgs(await newest(), 3, wait)));
    assert.equal((await newest()).status, 'deployed');
  });

  it('are uninstalled with all that they made', async () => {
    valueOf(await run(uninstallArgs(await newest(), 2)));
    assert.deepEqual(historyOf(await listed(), { ...release, store: 'secrets' }), []);
    assert.equal((await helm.kubectl.ok(['get', 'deployments,services', '-o', 'name'])).trim(), '');
  });

  const greeting = () => helm.kubectl.ok(['get', 'configmap/demo-settings', '-o=jsonpath={.data.greeting}']);
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await isSo()); ) assert.ok(Date.now() < end, 'it did not become so');
}
