// What a real API server has, offered while somebody writes; and kinds that only this server knows, also when it is gone.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { SchemaFiles } from '../../../src/adapters/kubernetes/schemaFiles.ts';
import { openCluster } from '../../../src/adapters/kubernetes/kubernetesCluster.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { ClusterHub } from '../../../src/domain/cluster/clusterHub.ts';
import { NO_QUESTION, type LiveCluster } from '../../../src/domain/cluster/liveCluster.ts';
import { LiveClusters } from '../../../src/domain/cluster/liveClusters.ts';
import { ClusterPacks } from '../../../src/server/clusterPacks.ts';
import { FileTools } from '../../../src/server/fileTools.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { catalogOf } from '../../support/kubeUser.ts';
import { TextDocument } from 'vscode-languageserver-textdocument';

const GROUP = `live-${randomBytes(3).toString('hex')}.example.com`;
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `tunings.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { kind: 'Tuning', plural: 'tunings', singular: 'tuning' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['rate'],
                properties: {
                  rate: { type: 'number', description: 'Learning rate.' },
                  mode: { type: 'string', enum: ['fast', 'exact'] },
                },
              },
            },
          },
        },
      },
    ],
  },
};
const TUNING = `apiVersion: ${GROUP}/v1\nkind: Tuning\nmetadata:\n  name: a\nspec:\n  rat: 1\n  mode: slow\n`;

describe('clusters that the user is connected to, in the editor', function () {
  this.timeout(60_000);
  let kubectl: KubectlInNamespace;
  let hub: ClusterHub;
  let live: LiveClusters;
  let folder: string;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'live');
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(DEFINITION));
    await kubectl.ok(['wait', 'crd', DEFINITION.metadata.name, '--for=condition=Established', '--timeout=60s']);
    // It is described a moment after it is served.
    while (!(await kubectl.ok(['get', '--raw', '/openapi/v3'])).includes(GROUP));
    await kubectl.ok(['create', 'secret', 'generic', 'hub', '--from-literal=token=s3cr3t']);
    await kubectl.ok(['create', 'configmap', 'settings', '--from-literal=mode=fast']);
    const pod = {
      containers: [{ name: 'main', image: 'a:1' }],
      nodeSelector: { none: 'such' },
      restartPolicy: 'Never',
    };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'stuck' }, spec: { template: { spec: pod } } };
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(job));
    folder = mkdtempSync(join(tmpdir(), 'trainyard-schemas-'));
    const catalog = catalogOf(process.env['TRAINYARD_TEST_KUBECONFIG'] ?? '');
    hub = new ClusterHub({
      loadCatalog: async () => catalog,
      open: (connection) => openCluster(catalog, connection),
      mayConnect: () => true,
    });
    live = new LiveClusters({ clusters: hub, clock: systemClock, schemas: async () => new SchemaFiles(folder) });
    live.setLookedAt(true);
  });
  after(async () => {
    live?.dispose();
    hub?.dispose();
    await kubectl?.run(['delete', 'crd', DEFINITION.metadata.name, '--wait=false']);
    await kubectl?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const knownThat = (isIt: (known: LiveCluster) => boolean): Promise<LiveCluster> =>
    new Promise((resolve) => {
      const look = () => {
        const found = live.known.find(isIt);
        if (!found) return;
        listener.dispose();
        resolve(found);
      };
      const listener = live.onDidChange(look);
      look();
    });
  const kept = (): Promise<readonly string[]> =>
    new Promise((resolve) => {
      const look = () => {
        const files = live.schemas?.files ?? [];
        if (files.length === 0) return;
        listener.dispose();
        resolve(files);
      };
      const listener = live.onDidChange(look);
      look();
    });

  it('are asked for nothing before the user connects', () => {
    live.ask({ ...NO_QUESTION, namespaces: [kubectl.namespace], apiVersions: [`${GROUP}/v1`] });
    assert.deepEqual([live.known, hub.opened], [[], []]);
  });

  it('give names of the namespace, classes, labels and resources of nodes, and say what waits', async () => {
    const object = { apiVersion: 'batch/v1', kind: 'Job', namespace: kubectl.namespace, name: 'stuck' };
    live.ask({ namespaces: [kubectl.namespace], objects: [object], apiVersions: [`${GROUP}/v1`] });
    const [connection] = await hub.list();
    assert.ok(connection);
    await hub.cluster(connection.id);
    const known = await knownThat(({ labels, names }) => labels.length > 0 && names.length > 0);
    const names = (kind: string, namespace?: string) =>
      known.names.find((one) => one.groupKind === kind && one.namespace === namespace)?.names;
    assert.deepEqual(names('/Secret', kubectl.namespace), ['hub']);
    assert.ok(names('/ConfigMap', kubectl.namespace)?.includes('settings'));
    assert.ok(names('/ServiceAccount', kubectl.namespace)?.includes('default'));
    assert.ok(names('scheduling.k8s.io/PriorityClass')?.includes('system-node-critical'));
    assert.ok(known.namespaces.includes(kubectl.namespace));
    assert.ok(known.labels.some(({ key, values }) => key === 'kubernetes.io/os' && values.includes('linux')));
    assert.ok(known.resources.includes('memory') && !known.resources.includes('pods'));
    assert.match(known.version, /^v1\.\d+\./);
    assert.doesNotMatch(JSON.stringify(known), /s3cr3t/);
    const { waiting } = await knownThat((one) => one.waiting.length > 0);
    assert.deepEqual(waiting, [{ ...object, plural: 'jobs' }]);
  });

  it('describe kinds that nobody else knows, and what was read stays without them', async () => {
    await kept();
    live.dispose();
    hub.dispose();
    const offline = await new SchemaFiles(folder).kept();
    assert.ok(offline);
    assert.match(offline.version, /^v1\.\d+\./);
    assert.equal(offline.files.length, 1);
    const tools = new FileTools(nodeHost);
    const document = TextDocument.create('file:///w/a.yaml', 'yaml', 1, TUNING);
    const read = () =>
      new OpenFiles(
        () => document,
        (uri) => tools.of(uri),
        nodeHost,
      ).get(document.uri)?.file;
    assert.deepEqual(
      read()
        ?.diagnostics()
        .filter(({ code }) => `${code}`.startsWith('k8s-')),
      [],
    );
    tools.know(await new ClusterPacks(nodeHost).of(offline.files));
    const codes = new Set(
      read()
        ?.diagnostics()
        .map(({ code }) => code),
    );
    for (const code of ['k8s-unknown-field', 'k8s-missing-required', 'k8s-enum'])
      assert.ok(codes.has(code), `${code} in ${[...codes].join()}`);
    assert.ok(
      read()
        ?.completion({ line: 6, character: 8 })
        .some(({ label }) => label === 'exact'),
    );
    assert.match(JSON.stringify(read()?.hover({ line: 6, character: 3 })), /fast.*exact/);
    assert.deepEqual(readdirSync(join(folder, readdirSync(folder)[0] ?? '')).length, 2);
  });
});
