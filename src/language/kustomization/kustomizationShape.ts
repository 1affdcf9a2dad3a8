import { ANY, BOOLEAN, listOf, mapOf, NUMBER, record, TEXT, word, type YamlShape } from '../yamlFile/yamlShape.ts';

const SELECTOR = record({
  group: TEXT,
  version: TEXT,
  kind: TEXT,
  name: TEXT,
  namespace: TEXT,
  annotationSelector: TEXT,
  labelSelector: TEXT,
});
const TARGET = record({ ...SELECTOR.fields, fieldPath: TEXT });
const PATCH = record({ path: TEXT, patch: TEXT, target: SELECTOR, options: mapOf(BOOLEAN) });
const TEXTS = listOf(TEXT);
const LABELS = mapOf(TEXT);
const FIELD_SPEC = record({ group: TEXT, version: TEXT, kind: TEXT, path: TEXT, create: BOOLEAN });
const GENERATOR_OPTIONS = record({
  labels: LABELS,
  annotations: LABELS,
  disableNameSuffixHash: BOOLEAN,
  immutable: BOOLEAN,
});
const GENERATOR = {
  name: TEXT,
  namespace: TEXT,
  behavior: TEXT,
  literals: TEXTS,
  files: TEXTS,
  envs: TEXTS,
  env: TEXT,
  options: GENERATOR_OPTIONS,
};
const IMAGES = listOf(record({ name: TEXT, newName: TEXT, newTag: TEXT, digest: TEXT, tagSuffix: TEXT }));
const REPLACEMENT_OPTIONS = record({ delimiter: TEXT, index: NUMBER, encoding: TEXT, create: BOOLEAN });
const REPLACEMENT = record({
  path: TEXT,
  source: record({ ...TARGET.fields, options: REPLACEMENT_OPTIONS }),
  sourceValue: TEXT,
  targets: listOf(
    record({ select: SELECTOR, reject: listOf(SELECTOR), fieldPaths: TEXTS, options: REPLACEMENT_OPTIONS }),
  ),
});
/** What custom generators and transformers may be besides paths: whole objects in a text. */
const PLUGINS = TEXTS;

/** A kustomization. Source: kustomize, api/types (Kustomization and the types of its fields), 5.7. */
export const KUSTOMIZATION_SHAPE: YamlShape = record({
  apiVersion: TEXT,
  kind: TEXT,
  metadata: ANY,
  openapi: LABELS,
  namePrefix: TEXT,
  nameSuffix: TEXT,
  namespace: TEXT,
  commonLabels: LABELS,
  labels: listOf(
    record({ pairs: LABELS, includeSelectors: BOOLEAN, includeTemplates: BOOLEAN, fields: listOf(FIELD_SPEC) }),
  ),
  commonAnnotations: LABELS,
  patchesStrategicMerge: TEXTS,
  patchesJson6902: listOf(PATCH),
  patches: listOf(PATCH),
  images: IMAGES,
  imageTags: IMAGES,
  replacements: listOf(REPLACEMENT),
  replicas: listOf(record({ name: TEXT, count: NUMBER })),
  vars: listOf(record({ name: TEXT, objref: ANY, fieldref: ANY })),
  sortOptions: record({ order: word('legacy', 'fifo'), legacySortOptions: ANY }),
  resources: TEXTS,
  components: TEXTS,
  crds: TEXTS,
  bases: TEXTS,
  configMapGenerator: listOf(record(GENERATOR)),
  secretGenerator: listOf(record({ ...GENERATOR, type: TEXT })),
  helmGlobals: record({ chartHome: TEXT, configHome: TEXT }),
  helmCharts: listOf(
    record({
      name: TEXT,
      version: TEXT,
      repo: TEXT,
      releaseName: TEXT,
      namespace: TEXT,
      valuesFile: TEXT,
      additionalValuesFiles: TEXTS,
      valuesInline: ANY,
      valuesMerge: TEXT,
      includeCRDs: BOOLEAN,
      skipHooks: BOOLEAN,
      apiVersions: TEXTS,
      kubeVersion: TEXT,
      nameTemplate: TEXT,
      skipTests: BOOLEAN,
      debug: BOOLEAN,
      devel: BOOLEAN,
    }),
  ),
  helmChartInflationGenerator: ANY,
  generatorOptions: GENERATOR_OPTIONS,
  configurations: TEXTS,
  generators: PLUGINS,
  transformers: PLUGINS,
  validators: PLUGINS,
  inventory: ANY,
  buildMetadata: TEXTS,
});
