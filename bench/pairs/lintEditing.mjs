// @ts-check
// The language core while somebody edits: all manifests of a large workspace in the index, and one changed line of a long file.
import { ManifestEditor } from '../../src/language/editing/manifestEditor.ts';
import { LineIndex } from '../../src/language/document/lineIndex.ts';
import { createManifestLinter } from '../../src/language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../src/language/lint/lintConfig.ts';
import { ReferenceLinter } from '../../src/language/lint/referenceLinter.ts';
import { LiveValues } from '../../src/language/live/liveValues.ts';
import { readManifests } from '../../src/language/manifest/manifestFile.ts';
import { readSchemaPack } from '../../src/language/schema/readSchemaPack.ts';
import { SchemaSet } from '../../src/language/schema/schemaSet.ts';
import { WorkspaceIndex } from '../../src/language/workspace/workspaceIndex.ts';
import { bundledSchemas } from '../../src/adapters/schemas/bundledSchemas.ts';

const group = 'lint';
const files = 10_000;
const documents = 148;
const edits = 200;

/** @param {number} number */
const deployment = (number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${number}
  namespace: team-${number % 20}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web-${number}
  template:
    metadata:
      labels:
        app: web-${number}
    spec:
      serviceAccountName: runner
      containers:
        - name: web
          image: registry.example/web:1.${number}
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: settings-${number}
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 128Mi
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings-${number}
  namespace: team-${number % 20}
data:
  level: info
`;

export const pairs = [
  { id: 'lint-index', group, title: `Index of ${files} manifests of a workspace`, unit: 'ms', ours: index },
  {
    id: 'lint-edit',
    group,
    title: 'An edit of a manifest of 5,000 lines to its diagnostics',
    unit: 'ms',
    ours: edit,
  },
];

function index() {
  const texts = Array.from({ length: files }, (_, at) => deployment(at));
  const begun = performance.now();
  const workspace = new WorkspaceIndex();
  texts.forEach((text, at) => workspace.set(`file:///w/${at}.yaml`, readManifests(text)));
  const value = performance.now() - begun;
  if (workspace.definitions(['/ConfigMap'], 'settings-9999', undefined).length !== 1) throw new Error('not indexed');
  return value;
}

function edit() {
  // The server has checked manifests before somebody types; what a process takes to warm up is not of an edit.
  const editor = newEditor();
  const text = Array.from({ length: documents / 2 }, (_, at) => deployment(at) + '  key: value\n'.repeat(32)).join(
    '---\n',
  );
  let open = editor.open(fileOf(text));
  for (let round = 0; round < 10; round++) {
    open = editor.open(fileOf(text.replace('replicas: 2', `replicas: ${round + 3}`)), open);
    open.diagnostics();
  }
  /** @type {number[]} */
  const times = [];
  for (let number = 0; number < edits; number++) {
    const at = text.indexOf('replicas: 2', Math.floor((text.length / edits) * number * 0.98));
    const broken = number % 3 === 0 ? 'replicas 2' : `replicas: ${number}`;
    const changed = text.slice(0, at) + broken + text.slice(at + 11);
    const begun = performance.now();
    open = editor.open(fileOf(changed), open);
    const { length } = open.diagnostics();
    if (number % 3 === 0 && length === 0) throw new Error('a broken key was not found');
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  return { value: times[edits / 2] ?? 0, also: { p99Ms: times[Math.floor(edits * 0.99)] ?? 0 } };
}

function newEditor() {
  const pack = readSchemaPack(bundledSchemas());
  if (!pack) throw new Error('what is shipped is no pack of schemas');
  const schemas = SchemaSet.of(pack);
  const workspace = new WorkspaceIndex();
  return new ManifestEditor({
    linter: createManifestLinter(DEFAULT_LINT_CONFIG, schemas),
    references: new ReferenceLinter(workspace, DEFAULT_LINT_CONFIG),
    index: workspace,
    live: new LiveValues(),
    left: new Set(),
    schemas,
    texts: () => undefined,
    kubernetesMinor: DEFAULT_LINT_CONFIG.kubernetesMinor,
  });
}

/** @param {string} text */
function fileOf(text) {
  return { uri: 'file:///w/all.yaml', text, positions: new LineIndex(text), isChecked: true };
}
