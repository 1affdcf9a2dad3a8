import {
  ANY,
  BOOLEAN,
  either,
  listOf,
  mapOf,
  NUMBER,
  record,
  SCALAR,
  word,
  type YamlShape,
} from '../yamlFile/yamlShape.ts';

const WORDS = either(SCALAR, listOf(SCALAR));
const VALUES = either(SCALAR, mapOf(SCALAR));
const DEFAULTS = record({ run: record({ shell: SCALAR, 'working-directory': SCALAR }) });
const CONCURRENCY = either(SCALAR, record({ 'group!': SCALAR, 'cancel-in-progress': BOOLEAN, queue: SCALAR }));
const CREDENTIALS = record({ 'username!': SCALAR, 'password!': SCALAR });
const CONTAINER = record({
  'image!': SCALAR,
  credentials: CREDENTIALS,
  env: VALUES,
  ports: listOf(SCALAR),
  volumes: listOf(SCALAR),
  options: SCALAR,
  command: SCALAR,
  entrypoint: SCALAR,
});
const STEP = record({
  id: SCALAR,
  if: SCALAR,
  name: SCALAR,
  uses: SCALAR,
  run: SCALAR,
  'working-directory': SCALAR,
  shell: SCALAR,
  with: VALUES,
  env: VALUES,
  'continue-on-error': BOOLEAN,
  'timeout-minutes': NUMBER,
  background: ANY,
  parallel: ANY,
  wait: ANY,
  'wait-all': ANY,
  cancel: ANY,
});
const JOB = record({
  name: SCALAR,
  permissions: ANY,
  needs: WORDS,
  if: SCALAR,
  'runs-on': either(WORDS, record({ group: SCALAR, labels: WORDS })),
  snapshot: ANY,
  environment: either(SCALAR, record({ 'name!': SCALAR, url: SCALAR, deployment: BOOLEAN })),
  concurrency: CONCURRENCY,
  outputs: VALUES,
  env: VALUES,
  defaults: DEFAULTS,
  steps: listOf(STEP),
  'timeout-minutes': NUMBER,
  'cancel-timeout-minutes': NUMBER,
  strategy: record({ matrix: ANY, 'fail-fast': BOOLEAN, 'max-parallel': NUMBER }),
  'continue-on-error': BOOLEAN,
  container: either(SCALAR, CONTAINER),
  services: either(SCALAR, mapOf(CONTAINER)),
  uses: SCALAR,
  with: VALUES,
  secrets: either(word('inherit'), mapOf(SCALAR)),
});

const CALL = record({
  inputs: mapOf(
    record({
      description: SCALAR,
      deprecationMessage: SCALAR,
      default: SCALAR,
      required: BOOLEAN,
      'type!': word('string', 'number', 'boolean'),
    }),
  ),
  outputs: mapOf(record({ description: SCALAR, 'value!': SCALAR })),
  secrets: mapOf(record({ description: SCALAR, required: BOOLEAN })),
});
const BY_HAND = record({
  inputs: mapOf(
    record({
      description: SCALAR,
      deprecationMessage: SCALAR,
      default: SCALAR,
      required: BOOLEAN,
      type: SCALAR,
      options: listOf(SCALAR),
    }),
  ),
});

/** A workflow. Source: docs.github.com, Workflow syntax for GitHub Actions. Any scalar is a text to it; most events change too often to be listed. */
export const WORKFLOW_SHAPE: YamlShape = record({
  name: SCALAR,
  description: SCALAR,
  'run-name': SCALAR,
  'on!': either(SCALAR, listOf(SCALAR), record({ workflow_call: CALL, workflow_dispatch: BY_HAND }, { isOpen: true })),
  permissions: ANY,
  env: VALUES,
  defaults: DEFAULTS,
  concurrency: CONCURRENCY,
  'jobs!': mapOf(JOB),
});
