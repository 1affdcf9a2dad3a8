// Releases that a real helm made in a real cluster, read without helm, against what helm says of them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { allValues } from '../../../src/domain/helm/allValues.ts';
import { historyOf, newestReleases, type ReleaseEntry } from '../../../src/domain/helm/release.ts';
import { shownManifest } from '../../../src/domain/helm/shownManifest.ts';
import { manifestText } from '../../../src/adapters/yaml/manifestText.ts';
import { DEMO_CHART, HelmInNamespace } from '../../support/helmInNamespace.ts';
import { valueOf } from '../../support/kubeStreams.ts';
import { contextOfUser, openedCluster } from '../../support/kubeUser.ts';

const signal = new AbortController().signal;

describe('releases of helm', function () {
  this.timeout(120_000);
  let helm: HelmInNamespace;
  let cluster: Cluster;

  before(async function () {
    helm = await HelmInNamespace.open(this, 'helm-read');
    await helm.run(['install', 'demo', DEMO_CHART, '--set', 'password=first-secret']);
    // A null takes a default of the chart away.
    const given = ['--set', 'password=second-secret', '--set', 'resources.limits.cpu=null'];
    await helm.run(['upgrade', 'demo', DEMO_CHART, '-f', join(DEMO_CHART, 'values-large.yaml'), ...given]);
    cluster = await openedCluster(await contextOfUser('admin'));
  });
  after(async () => {
    cluster?.dispose();
    await helm?.close();
  });

  it('are those of helm list, with the newest revision of each', async () => {
    const [entry] = newestReleases(await listed(cluster, helm));
    const listedByHelm = await helm.json('list', '--time-format', '2006-01-02T15:04:05Z07:00');
    assert.ok(entry);
    const summary = valueOf(await cluster.releases.summary(entry, signal));
    const { name, namespace, revision, status } = entry;
    const chart = `${summary.chart}-${summary.chartVersion}`;
    const mine = { name, namespace, revision: String(revision), status, chart, app_version: summary.appVersion };
    assert.ok(Array.isArray(listedByHelm));
    assert.equal(listedByHelm.length, 1);
    const { updated, ...rest } = listedByHelm[0];
    assert.deepEqual(mine, rest);
    const apart = Math.abs(entry.createdAt.getTime() - new Date(updated).getTime());
    assert.ok(apart < 60_000, `created ${entry.createdAt.toISOString()}, helm says ${updated}`);
  });

  it('have the history that helm history tells', async () => {
    const history = historyOf(await listed(cluster, helm), {
      store: 'secrets',
      namespace: helm.kubectl.namespace,
      name: 'demo',
    });
    const told = await helm.json('history', 'demo');
    assert.ok(Array.isArray(told));
    assert.deepEqual(
      history.map(({ revision, status }) => ({ revision, status })).toReversed(),
      told.map(({ revision, status }) => ({ revision, status })),
    );
  });

  it('have the values, the notes and the manifest that helm get tells', async () => {
    const [entry] = newestReleases(await listed(cluster, helm));
    assert.ok(entry);
    const release = valueOf(await cluster.releases.read(entry, signal));
    assert.deepEqual(release.values, await helm.json('get', 'values', 'demo'));
    assert.deepEqual(allValues(release.chartValues, release.values), await helm.json('get', 'values', 'demo', '--all'));
    assert.equal(release.manifest.trim(), (await helm.run(['get', 'manifest', 'demo'])).trim());
    assert.ok((await helm.run(['get', 'notes', 'demo'])).includes(release.notes.trim()));
    assert.match(release.notes, /hello from the large one: demo is there/);
    const shown = valueOf(await shownManifest(release.manifest, 'demo', manifestText()));
    assert.match(release.manifest, /second-secret/);
    assert.doesNotMatch(shown, /second-secret/);
    assert.match(shown, /kind: Secret/);
    assert.deepEqual(
      release.objects.map(({ kind, name }) => `${kind} ${name}`),
      ['Secret demo-login', 'ConfigMap demo-settings', 'Service demo-web', 'Deployment demo-web'],
    );
  });

  it('can be kept in config maps', async () => {
    await helm.run(['install', 'other', DEMO_CHART], { HELM_DRIVER: 'configmap' });
    const [entry] = valueOf(await cluster.releases.list('configmaps', helm.kubectl.namespace, signal));
    assert.ok(entry);
    const summary = valueOf(await cluster.releases.summary(entry, signal));
    assert.deepEqual([entry.name, entry.status, summary.chart], ['other', 'deployed', 'demo']);
  });

  it('that may not be read name the right', async () => {
    const other = await openedCluster(await contextOfUser('nobody'));
    const answer = await other.releases.list('secrets', helm.kubectl.namespace, signal);
    other.dispose();
    assert.equal(answer.ok ? 'read' : answer.failure.code, 'forbidden');
    assert.match(answer.ok ? '' : answer.failure.message, /secrets/);
  });
});

async function listed(cluster: Cluster, helm: HelmInNamespace): Promise<readonly ReleaseEntry[]> {
  return valueOf(await cluster.releases.list('secrets', helm.kubectl.namespace, signal));
}
