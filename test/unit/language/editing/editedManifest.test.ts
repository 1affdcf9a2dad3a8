import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { EditedManifest } from '../../../../src/language/editing/editedManifest.ts';
import { editedSpec } from '../../../../src/language/editing/editedSpec.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { FileTools } from '../../../../src/server/fileTools.ts';
import { nodeHost } from '../../../../src/server/node/nodeHost.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web:1.0.0
          envFrom:
            - configMapRef:
                name: settings
          resources:
            limits:
              memory: 2Gi
              nvidia.com/gpu: 2
`;
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: fast\n';

/** A file whose cursor is written as `‸`, beside other files. */
function open(marked: string, others: Readonly<Record<string, string>> = {}) {
  const editor = new FileTools(nodeHost).of('a').manifests;
  for (const [uri, text] of Object.entries(others)) editor.tools.index.set(uri, readManifests(text));
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const positions = TextDocument.create('a', 'yaml', 1, text);
  const file: EditedManifest = editor.open({ uri: 'a', text, positions, isChecked: true });
  return { file, text, position: positions.positionAt(Math.max(offset, 0)), offset };
}

const labels = (marked: string, others?: Readonly<Record<string, string>>): string[] => {
  const { file, position } = open(marked, others);
  return file.completion(position).map(({ label }) => label);
};

describe('colours of manifests', () => {
  it('are those of the documents that a part touches', () => {
    const { file, text } = open(`${CONFIG}---\n${DEPLOYMENT}`);
    const words = (first: number, last: number) =>
      file
        .tokens({ start: { line: first, character: 0 }, end: { line: last, character: 0 } })
        .map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(words(0, 2), ['settings', 'v1', 'ConfigMap']);
    assert.deepEqual(words(9, 20), ['web', 'settings', 'apps/v1', 'Deployment', '2Gi', '2']);
    assert.equal(file.tokens().length, 9);
  });
});

describe('completion in manifests', () => {
  it('offers fields that are not there yet, required ones first', () => {
    const found = labels('apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 1\n  ‸\n');
    assert.deepEqual(found.slice(0, 2), ['selector', 'template']);
    assert.ok(found.includes('strategy') && !found.includes('replicas'));
  });

  it('knows fields of containers in every kind, in lists and in brackets', () => {
    const job =
      'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nspec:\n  pytorchReplicaSpecs:\n    Worker:\n      template:\n        spec:\n          containers:\n';
    assert.ok(labels(`${job}            - name: a\n              ‸\n`).includes('imagePullPolicy'));
    assert.ok(labels(`${job}            - ‸\n`).includes('image'));
    assert.ok(labels(`${job}            - { name: a, ‸ }\n`).includes('image'));
    assert.ok(
      labels(`${job}            - name: a\n              ima‸\n              command: [x]\n`).includes('image'),
    );
  });

  it('offers values, kinds and resources', () => {
    assert.deepEqual(labels('apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: ‸\n').toSorted(), [
      'Always',
      'Never',
      'OnFailure',
    ]);
    assert.ok(labels('apiVersion: batch/v1\nkind: ‸\n').includes('CronJob'));
    assert.deepEqual(labels('kind: TrainJob\napiVersion: ‸\n'), ['trainer.kubeflow.org/v1alpha1']);
    assert.ok(labels(DEPLOYMENT.replace('memory: 2Gi', '‸')).includes('ephemeral-storage'));
  });

  it('offers names of the workspace, and keys of what is named', () => {
    assert.deepEqual(labels(DEPLOYMENT.replace('name: settings', 'name: ‸'), { b: CONFIG }), ['settings']);
    const env =
      'env:\n            - name: MODE\n              valueFrom:\n                configMapKeyRef:\n                  name: settings\n                  key: ‸\n          resources:';
    assert.deepEqual(labels(DEPLOYMENT.replace('resources:', env), { b: CONFIG }), ['mode']);
  });

  it('offers whole objects at the beginning, and nothing in comments', () => {
    assert.ok(labels('‸').includes('PyTorchJob'));
    assert.ok(labels(`${CONFIG}---\n‸`).includes('Job'));
    assert.deepEqual(labels('# a ‸\n'), []);
  });

  it('replaces the word that is written', () => {
    const { file, position, text } = open('apiVersion: v1\nkind: Pod\nspec:\n  restartPol‸\n');
    const item = file.completion(position).find(({ label }) => label === 'restartPolicy');
    assert.ok(item?.textEdit && 'range' in item.textEdit);
    assert.equal(item.textEdit.newText, 'restartPolicy: ');
    assert.equal(item.textEdit.range.start.character, 2);
    assert.equal(text.length, 'apiVersion: v1\nkind: Pod\nspec:\n  restartPol\n'.length);
  });
});

describe('hover in manifests', () => {
  const hover = (marked: string): string => {
    const { file, position } = open(marked);
    return JSON.stringify(file.hover(position)?.contents ?? '');
  };

  it('says the type of a field and its values', () => {
    assert.match(hover(DEPLOYMENT.replace('replicas', 'rep‸licas')), /\*\*replicas\*\* · whole number/);
    assert.match(hover('apiVersion: v1\nkind: Pod\nspec:\n  restart‸Policy: Never\n'), /`OnFailure`/);
    assert.match(hover(DEPLOYMENT.replace('selector', 'sel‸ector')), /required/);
    assert.match(hover(DEPLOYMENT.replace('replicas', 'rep‸licas')), /pods/);
  });

  it('shows code as code, and no other markup', () => {
    const job = 'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nspec:\n  pytorchReplica‸Specs: {}\n';
    const { file, position } = open(job);
    const contents = file.hover(position)?.contents;
    assert.ok(contents && typeof contents === 'object' && 'value' in contents);
    assert.match(contents.value, /role: `Master` \(/);
  });

  it('says what kubectl reads', () => {
    assert.match(hover('apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: y‸es\n'), /kubectl reads `true`/);
    assert.match(
      hover('apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n    - configMap: { defaultMode: 06‸44 }\n'),
      /`420`/,
    );
    assert.match(hover(DEPLOYMENT.replace('2Gi', '2‸Gi')), /GiB/);
  });
});

describe('names in manifests', () => {
  it('lead to what defines them, and to what uses them', () => {
    const { file, position } = open(DEPLOYMENT.replace('name: settings', 'name: set‸tings'), { b: CONFIG });
    assert.deepEqual(
      file.definitions(position).map(({ uri, start, end }) => [uri, CONFIG.slice(start, end)]),
      [['b', 'settings']],
    );
    const used = open(CONFIG.replace('settings', 'set‸tings'), { b: DEPLOYMENT });
    assert.deepEqual(
      used.file.references(used.position, true).map(({ uri, start }) => [uri, start]),
      [
        ['a', CONFIG.indexOf('settings')],
        ['b', DEPLOYMENT.indexOf('settings')],
      ],
    );
  });

  it('lead from a selector to the pods', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  selector:\n    app: w‸eb\n';
    const { file, position } = open(service, { b: DEPLOYMENT });
    assert.deepEqual(
      file.definitions(position).map(({ uri, start }) => [uri, DEPLOYMENT.slice(start, start + 6)]),
      [['b', 'labels']],
    );
  });

  it('are changed everywhere at once, to names that a cluster takes', () => {
    const { file, position } = open(CONFIG.replace('settings', 'set‸tings'), { b: DEPLOYMENT });
    const renamed = file.rename(position, 'more');
    assert.ok(renamed.ok);
    assert.deepEqual(
      renamed.value.map(({ uri, newText }) => [uri, newText]),
      [
        ['a', 'more'],
        ['b', 'more'],
      ],
    );
    assert.equal(file.rename(position, 'No Name').ok, false);
    const number = file.rename(position, '123');
    assert.ok(number.ok && number.value[0]?.newText === '"123"');
  });
});

describe('hints in manifests', () => {
  const hints = (text: string): unknown[] =>
    open(text)
      .file.hints()
      .map(({ label }) => label);

  it('say how many GPUs an object takes', () => {
    assert.deepEqual(hints(DEPLOYMENT), ['6 GPUs = 3 × 2']);
    assert.deepEqual(hints(DEPLOYMENT.replace('replicas: 3\n', 'replicas: 1\n')), ['2 GPUs']);
    assert.deepEqual(hints(DEPLOYMENT.replace('replicas: 3', 'replicas: {{ .Values.n }}')), []);
    assert.deepEqual(hints(CONFIG), []);
  });
});

describe('fixes in manifests', () => {
  it('end with a comment that switches the rule off below it, and that works', () => {
    const latest = DEPLOYMENT.replace('web:1.0.0', 'web:lat‸est');
    const { file, position, text } = open(latest);
    const action = file
      .codeActions({ start: position, end: position })
      .find(({ title }) => title.startsWith('Ignore “image-latest”'));
    const [edit] = action?.edit?.changes?.['a'] ?? [];
    assert.ok(edit);
    const lines = text.split('\n');
    lines.splice(edit.range.start.line, 0, edit.newText.trimEnd());
    assert.equal(lines[edit.range.start.line], '          # trainyard-ignore image-latest -- say why');
    const found = open(lines.join('\n'))
      .file.diagnostics()
      .map(({ code }) => code);
    assert.ok(!found.includes('image-latest') && !found.includes('suppression-unused'), String(found));
  });
});

describe('commands in manifests', () => {
  it('apply the file, and no template', () => {
    const lenses = (text: string) =>
      open(text)
        .file.lenses()
        .map(({ range, command }) => [range.start.line, command?.command]);
    assert.deepEqual(lenses(`# a comment\n---\n${CONFIG}`), [[2, 'trainyard.clusters.apply']]);
    assert.deepEqual(lenses(CONFIG.replace('fast', '{{ .Values.mode }}')), []);
    assert.deepEqual(lenses('a: 1\n'), []);
  });

  it('ask a connected cluster why an object does not run, and for the differences', () => {
    const tools = new FileTools(nodeHost);
    const waiting = { apiVersion: 'apps/v1', kind: 'Deployment', plural: 'deployments', namespace: 'lab', name: 'web' };
    const cluster = { clusterId: 'kube:lab', context: 'lab', namespace: 'lab', version: '', namespaces: [], names: [] };
    tools.live.learn([{ ...cluster, labels: [], resources: [], waiting: [waiting] }]);
    const text = `${CONFIG}---\n${DEPLOYMENT}`;
    const positions = TextDocument.create('a', 'yaml', 1, text);
    const file = tools.of('a').manifests.open({ uri: 'a', text, positions, isChecked: true });
    assert.deepEqual(
      file.lenses().map(({ range, command }) => [range.start.line, command?.title]),
      [
        [0, 'Apply…'],
        [0, 'Diff with cluster…'],
        [7, 'Why pending?'],
      ],
    );
    const resource = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true };
    assert.deepEqual(file.lenses()[2]?.command?.arguments, [
      { kind: 'clusterObject', clusterId: 'kube:lab', resource, namespace: 'lab', name: 'web' },
    ]);
  });

  it('run a workload of a trainyard.yaml that is on the disk', () => {
    const text = 'version: 1\nworkloads:\n  train:\n    image: x\n  serve:\n    image: y\n';
    assert.deepEqual(
      editedSpec('a', text, { path: '/w/trainyard.yaml' })
        .lenses()
        .map(({ range, command }) => [range.start.line, command?.arguments]),
      [
        [2, [{ specPath: '/w/trainyard.yaml', workload: 'train' }]],
        [4, [{ specPath: '/w/trainyard.yaml', workload: 'serve' }]],
      ],
    );
    assert.deepEqual(editedSpec('a', text).lenses(), []);
  });
});
