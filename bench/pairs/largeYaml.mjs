// @ts-check
// What the extension host is kept from everything else by the largest texts that people have: a kubeconfig of 5 MB, a release of 1 MB.
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeconfigCatalog } from '../../src/adapters/kubernetes/clusterCatalog.ts';
import { releaseOf } from '../../src/adapters/kubernetes/helmRecord.ts';
import { manifestText } from '../../src/adapters/yaml/manifestText.ts';
import { shownManifest } from '../../src/domain/helm/shownManifest.ts';
import { longestBlock } from '../lib/longestBlock.mjs';

const clusters = 1000;
const group = 'kubernetes';
let folder = '';

/** @param {import('../lib/types.ts').BenchContext} context */
const setup = (context) => {
  folder = context.scratch('yaml');
};

export const pairs = [
  {
    id: 'large-kubeconfig',
    group,
    title: `List of the contexts of a kubeconfig of 5 MB`,
    unit: 'ms',
    setup,
    ours: kubeconfig,
  },
  { id: 'large-release', group, title: 'A release with a manifest of 1 MB, ready to show', unit: 'ms', ours: release },
];

/**
 * @param {() => Promise<unknown>} work
 */
async function timed(work) {
  const { value, longestBlockMs } = await longestBlock(async () => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  });
  return { value, also: { longestBlockMs } };
}

async function kubeconfig() {
  const path = join(folder, 'config');
  writeFileSync(path, kubeconfigText());
  const nothing = () => [];
  const catalog = new KubeconfigCatalog({
    environment: { KUBECONFIG: path },
    homeFolder: folder,
    extraFiles: nothing,
    workspaceFolders: nothing,
    serviceAccountFolder: folder,
  });
  try {
    return await timed(async () => {
      const { length } = await catalog.list();
      if (length !== clusters) throw new Error(`${length} contexts instead of ${clusters}`);
    });
  } finally {
    catalog.dispose();
  }
}

function kubeconfigText() {
  const pem = Buffer.from(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(1200)}\n`).toString('base64');
  const each = (/** @type {(at: number) => string} */ make) => Array.from({ length: clusters }, (_, at) => make(at));
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    ...each(
      (at) => `- name: c${at}\n  cluster:\n    server: https://c${at}:6443\n    certificate-authority-data: ${pem}`,
    ),
    'users:',
    ...each((at) => `- name: u${at}\n  user:\n    client-certificate-data: ${pem}\n    client-key-data: ${pem}`),
    'contexts:',
    ...each((at) => `- name: x${at}\n  context:\n    cluster: c${at}\n    user: u${at}`),
    '',
  ].join('\n');
}

async function release() {
  const manifest = [...Array.from({ length: 200 }, (_, at) => deployment(at)), definition()].join('');
  const record = {
    name: 'demo',
    info: { status: 'deployed' },
    chart: { metadata: { name: 'web', version: '1' } },
    manifest,
  };
  const once = gzipSync(JSON.stringify(record)).toString('base64');
  const object = { data: { release: Buffer.from(once).toString('base64') } };
  const ref = {
    store: /** @type {const} */ ('secrets'),
    namespace: 'a',
    name: 'demo',
    revision: 1,
    objectName: 'x',
    uid: 'u',
  };
  return await timed(async () => {
    const read = await releaseOf(object, ref);
    if (!read.ok || read.value.objects.length !== 201) throw new Error('the release was not read');
    const shown = await shownManifest(read.value.manifest, 'demo', manifestText());
    if (!shown.ok || shown.value.length < 800_000) throw new Error('the manifest was not read');
  });
}

/** @param {number} at */
function deployment(at) {
  const env = Array.from(
    { length: 40 },
    (_, name) => `        - name: VARIABLE_${name}\n          value: "text ${name}"\n`,
  );
  return [
    `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d${at}\nspec:\n  template:\n    spec:\n      containers:\n`,
    `      - name: main\n        image: registry/image:${at}\n        env:\n${env.join('')}`,
  ].join('');
}

/** As operators bring them along: half a megabyte in one document. */
function definition() {
  const fields = Array.from(
    { length: 4000 },
    (_, at) =>
      `          field${at}:\n            description: what the field ${at} of this kind means to its operator\n            type: string\n`,
  );
  return `---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: xs.example.org\nspec:\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n${fields.join('')}`;
}
