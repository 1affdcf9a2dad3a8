// Charts from a repository and from a registry, through the helm of the machine and on a real cluster.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { helmProgram } from '../../../src/adapters/kubernetes/helmProgram.ts';
import type { Cluster } from '../../../src/domain/cluster/ports.ts';
import { foundCharts, ociChart, SEARCH_ARGS, UPDATE_ARGS, versionsArgs } from '../../../src/domain/helm/chartSource.ts';
import {
  type ChartRelease,
  type HelmVersion,
  previewArgs,
  upgradeArgs,
} from '../../../src/domain/helm/helmCommands.ts';
import { renderedChartOf } from '../../../src/domain/helm/renderedChart.ts';
import { ChartRepository, helmHome } from '../../support/chartRepository.ts';
import { DEMO_CHART, HelmInNamespace } from '../../support/helmInNamespace.ts';
import { valueOf } from '../../support/kubeStreams.ts';
import { contextOfUser, openedCluster } from '../../support/kubeUser.ts';
import { startRegistry } from '../../testbed/startRegistry.mjs';

const { signal } = new AbortController();
const timeoutMs = 60_000;
const wait = { minutes: 1, rollsBack: false, takesOver: false };

describe('charts from elsewhere', function () {
  this.timeout(120_000);
  let helm: HelmInNamespace;
  let cluster: Cluster;
  let folder: string;
  let repository: ChartRepository;
  let registry: Awaited<ReturnType<typeof startRegistry>> | undefined;
  let program: ReturnType<typeof helmProgram>;
  let version: HelmVersion;

  before(async function () {
    helm = await HelmInNamespace.open(this, 'helm-sources');
    cluster = await openedCluster(await contextOfUser('admin'));
    folder = mkdtempSync(join(tmpdir(), 'trainyard-charts-'));
    repository = await ChartRepository.start(helm.program, folder, { chart: DEMO_CHART, versions: ['0.2.0', '0.1.0'] });
    const path = [dirname(helm.program), process.env['PATH']].join(delimiter);
    program = helmProgram({ ...process.env, ...helmHome(folder), PATH: path });
    version = valueOf(await program.version(signal));
  });
  after(async () => {
    if (registry?.startedHere) await registry.stop({ wipe: true });
    repository?.stop();
    cluster?.dispose();
    await helm?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const local = (...args: readonly string[]) => program.runLocally(args, timeoutMs, signal);
  const run = async (args: readonly string[]) =>
    valueOf(await program.run(cluster.connection, args, { timeoutMs }, signal));
  const release = (source: Pick<ChartRelease, 'chart' | 'version' | 'set'>): ChartRelease => ({
    name: 'demo',
    namespace: helm.kubectl.namespace,
    valuesFiles: [],
    keepsValues: false,
    ...source,
  });

  it('are said to be nowhere while helm knows no repository', async () => {
    const searched = await local(...SEARCH_ARGS);
    assert.match(searched.ok ? '' : searched.failure.message, /no repositories/);
  });

  it('are found in a repository with their versions, and installed in the one that is chosen, with single values', async () => {
    valueOf(await local('repo', 'add', 'lab', repository.url));
    const newest = valueOf(foundCharts(valueOf(await local(...SEARCH_ARGS))));
    assert.deepEqual(
      newest.map((chart) => [chart.name, chart.version, chart.appVersion]),
      [['lab/demo', '0.2.0', '1.4']],
    );
    const versions = valueOf(foundCharts(valueOf(await local(...versionsArgs('lab/demo')))));
    assert.deepEqual(
      versions.map((chart) => chart.version),
      ['0.2.0', '0.1.0'],
    );
    const wanted = release({ chart: 'lab/demo', version: '0.1.0', set: 'greeting=from the command,list={a,b}' });
    const rendered = valueOf(renderedChartOf(await run(previewArgs(wanted, version))));
    assert.equal(rendered.chart, 'demo 0.1.0');
    assert.match(rendered.manifest, /from the command/);
    assert.ok(repository.asked.includes('demo-0.1.0.tgz'));
    assert.deepEqual(await helm.json('list'), []);
    await run(upgradeArgs(wanted, version, wait));
    assert.match(await helm.run(['list', '-q']), /^demo$/m);
    assert.deepEqual(await helm.json('get', 'values', 'demo'), { greeting: 'from the command', list: ['a', 'b'] });
  });

  it('say what helps when a version is not there, and ask the repositories anew', async () => {
    const asked = repository.asked.length;
    const gone = await program.run(
      cluster.connection,
      previewArgs(release({ chart: 'lab/demo', version: '9.9.9' }), version),
      { timeoutMs },
      signal,
    );
    assert.match(gone.ok ? '' : (gone.failure.nextStep ?? ''), /helm repo update/);
    valueOf(await local(...UPDATE_ARGS));
    assert.deepEqual(repository.asked.slice(asked), ['index.yaml']);
  });

  it('come out of a registry, the newest or the version that is named', async () => {
    const { host } = (registry = await startRegistry({ password: false }));
    for (const name of ['demo-0.1.0.tgz', 'demo-0.2.0.tgz'])
      valueOf(await local('push', join(folder, 'charts', name), `oci://${host}/charts`, '--plain-http'));
    for (const [suffix, is] of [
      ['', '0.2.0'],
      [':0.1.0', '0.1.0'],
    ] as const) {
      const source = ociChart(`oci://${host}/charts/demo${suffix}`) ?? assert.fail('no address');
      const rendered = valueOf(renderedChartOf(await run(previewArgs(release(source), version))));
      assert.equal(rendered.chart, `demo ${is}`);
    }
  });
});
