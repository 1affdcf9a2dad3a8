import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { Pod } from '../manifest/pod.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import { gpusOf } from './gpuFacts.ts';
import { definitionFacts, referenceFacts } from './objectFacts.ts';
import type { Definition, DocumentSymbols, PodLabels, Reference } from './objectSymbols.ts';
import { queueLabel, type ReferenceRow, referenceRows } from './referenceRows.ts';
import { selectorsOf } from './selectors.ts';
import { valuesAt } from './valuesAt.ts';

const EMPTY: DocumentSymbols = { definitions: [], references: [], pods: [], selectors: [] };

/** What a document defines and names. It depends on the text of the document alone. */
export function documentSymbols(document: ManifestDocument): DocumentSymbols {
  if (document.objects.length === 0) return EMPTY;
  return {
    definitions: document.objects.flatMap(definitionOf),
    references: document.objects.flatMap(referencesOf),
    pods: document.objects.flatMap(podsOf),
    selectors: document.objects.flatMap(selectorsOf),
  };
}

function definitionOf(object: ManifestObject): readonly Definition[] {
  const name = object.at('metadata', 'name');
  const text = name?.text;
  // What an object carries is made by a controller, under another name.
  if (!name || text === undefined || object.kind === undefined || object.carrier?.kind?.endsWith('List') === false)
    return [];
  const base = { groupKind: object.groupKind, namespace: object.namespace, name: text, span: name.span };
  const keys = keysOf(object);
  const ports = object.groupKind === '/Service' ? servicePorts(object) : undefined;
  return [
    {
      ...base,
      ...(keys === undefined ? {} : { keys }),
      ...(ports === undefined ? {} : { ports }),
      ...definitionFacts(object),
    },
  ];
}

function keysOf(object: ManifestObject): readonly string[] | undefined {
  if ((object.groupKind !== '/ConfigMap' && object.groupKind !== '/Secret') || object.isTemplated) return undefined;
  const maps = ['data', 'stringData', 'binaryData'].map((field) => object.at(field));
  return maps.flatMap((map) => (map?.items() ?? []).map(({ key }) => key ?? ''));
}

function servicePorts(object: ManifestObject): readonly string[] {
  const ports = object.at('spec', 'ports')?.items() ?? [];
  return ports.flatMap((port) => [port.at('name')?.text ?? [], port.at('port')?.text ?? []].flat());
}

const POD_ROWS = referenceRows.filter((row) => row.in === 'pod');
const CONTAINER_ROWS = referenceRows.filter((row) => row.in === 'container');
/** Of objects; most are of one kind. */
const ROWS_BY_KIND = rowsByKind();

function rowsByKind(): ReadonlyMap<string, readonly ReferenceRow[]> {
  const rows = new Map<string, ReferenceRow[]>();
  for (const row of referenceRows) {
    for (const kind of typeof row.in === 'string' ? [] : row.in) rows.set(kind, [...(rows.get(kind) ?? []), row]);
  }
  return rows;
}

function referencesOf(object: ManifestObject): readonly Reference[] {
  const found: Reference[] = [];
  for (const row of ROWS_BY_KIND.get(object.groupKind) ?? []) addReferences(row, object.root, object, { found });
  for (const pod of object.pods) {
    for (const row of POD_ROWS) addReferences(row, pod.spec, object, { found, pod });
    for (const container of pod.containers) {
      for (const row of CONTAINER_ROWS) addReferences(row, container.value, object, { found });
    }
  }
  const queue = object.at('metadata', 'labels', queueLabel.label);
  if (queue?.text !== undefined) {
    found.push({
      rule: queueLabel.rule,
      groupKinds: queueLabel.to,
      namespace: object.namespace,
      name: queue.text,
      span: queue.span,
      isOptional: false,
      gpuResources: object.isTemplated ? [] : object.pods.flatMap((pod) => gpusOf(pod).map(([resource]) => resource)),
    });
  }
  return found;
}

function addReferences(
  row: ReferenceRow,
  from: YamlValue,
  object: ManifestObject,
  { found, pod }: { readonly found: Reference[]; readonly pod?: Pod },
): void {
  for (const holder of valuesAt(from, row.at)) {
    const name = holder.at(...stepsOf(row.name));
    const text = name?.string;
    if (!name || text === undefined || text === '') continue;
    const groupKinds = kindsOf(row, holder);
    if (groupKinds.length === 0) continue;
    const part = row.part && partOf(row.part, holder);
    const namespace = row.namespace === undefined ? object.namespace : holder.at(row.namespace)?.text;
    found.push({
      rule: row.rule,
      groupKinds,
      namespace: row.isClusterScoped === true ? '' : namespace,
      name: text,
      span: name.span,
      isOptional: holder.at('optional')?.boolean === true,
      ...referenceFacts(row.rule, object, pod),
      ...(row.part && part?.text !== undefined
        ? { part: { text: part.text, span: part.span, rule: row.part.rule } }
        : {}),
    });
  }
}

function partOf({ path, or }: NonNullable<ReferenceRow['part']>, holder: YamlValue): YamlValue | undefined {
  return holder.at(...path.split('.')) ?? (or === undefined ? undefined : holder.at(...or.split('.')));
}

/** A label with dots is one step. */
function stepsOf(path: string): readonly string[] {
  return path.includes('/') ? [path] : path.split('.');
}

function kindsOf({ kindField, to }: ReferenceRow, holder: YamlValue): readonly string[] {
  const kind = kindField && holder.at(kindField.path)?.text;
  if (!kindField || kind === undefined) return to;
  const known = kindField.kinds[kind];
  return known === undefined ? [] : [known];
}

/** Kinds whose controllers put labels of their own on their pods. */
const LABELLED_BY_CONTROLLER =
  /^(?:ray\.io|kubeflow\.org|trainer\.kubeflow\.org|serving\.kserve\.io|jobset\.x-k8s\.io|batch\.volcano\.sh|argoproj\.io|kubernetes\.dask\.org|batch)\//;

function podsOf(object: ManifestObject): readonly PodLabels[] {
  return object.pods.map((pod) => ({
    namespace: object.namespace,
    labels: labelsOf(pod),
    span: pod.metadata?.at('labels')?.headSpan ?? object.head,
    portNames: pod.containers.flatMap((container) =>
      (container.at('ports')?.items() ?? []).flatMap((port) => port.at('name')?.text ?? []),
    ),
    isOpen: object.isTemplated || LABELLED_BY_CONTROLLER.test(object.groupKind),
    ...workloadOf(object),
  }));
}

/** The workload of pods whose number is known. */
function workloadOf(object: ManifestObject): Pick<PodLabels, 'workload'> {
  const replicas = object.at('spec', 'replicas');
  const count = replicas === undefined ? 1 : replicas.number;
  const { groupKind, name } = object;
  const isScaled = groupKind === 'apps/Deployment' || groupKind === 'apps/StatefulSet';
  if (!isScaled || name === undefined || count === undefined || !object.isWhole) return {};
  return { workload: { groupKind, name, count } };
}

function labelsOf(pod: Pod): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const label of pod.metadata?.at('labels')?.items() ?? []) {
    if (label.key !== undefined && label.text !== undefined) labels.set(label.key, label.text);
  }
  return labels;
}
