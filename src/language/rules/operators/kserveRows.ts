import { t } from '../../../domain/base/text.ts';
import {
  annotationOf,
  checkCanaries,
  checkImplementations,
  checkOldFrameworks,
  checkScaleMetric,
  checkScaleTarget,
  FRAMEWORKS,
} from './kserveChecks.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom } from './table/custom.ts';
import { forbidden } from './table/forbidden.ts';
import { notAbove } from './table/notAbove.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { fieldOf } from './table/rowCheck.ts';
import { DNS_1035, textForm } from './table/textForm.ts';

const ON = ['serving.kserve.io/InferenceService'];
/** The container that serves. */
const SERVER = 'kserve-container';
const COMPONENTS = ['spec.predictor', 'spec.transformer', 'spec.explainer'];
const REFUSED = 'KServe’s webhook refuses the service.';
/** Its storage specification is checked for these old fields alone, and with ModelMesh alone: else they become `model` first, which is not checked. */
const CHECKED_STORAGE = ['huggingface', 'onnx', 'pmml', 'tensorflow', 'pytorch'];
const SCHEMES = new Set([
  's3',
  'gs',
  'pvc',
  'hdfs',
  'webhdfs',
  'http',
  'https',
  'file',
  'oci',
  'oci+native',
  'oci+fetch',
  'hf',
  'modelscope',
  'git',
]);

const good = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: chat
  namespace: team-a
  annotations:
    serving.kserve.io/deploymentMode: Standard
    serving.kserve.io/autoscalerClass: hpa
spec:
  predictor:
    minReplicas: 1
    maxReplicas: 3
    containerConcurrency: 10
    scaleMetric: cpu
    scaleTarget: 80
    logger:
      mode: all
    model:
      modelFormat:
        name: sklearn
      storageUri: s3://models/chat
`;
const withGpu = good.replace(
  '      storageUri',
  '      resources:\n        limits:\n          nvidia.com/gpu: 1\n      storageUri',
);
const page = pageOf({ source: 'KServe, pkg/apis/serving/v1beta1/inference_service_validation.go.', good });
const serviceRows: readonly OperatorRow[] = [
  {
    id: 'kserve-name',
    on: ON,
    checks: [
      textForm('metadata', 'name', {
        pattern: DNS_1035,
        says: (text) => t('“{0}” must be lower-case letters, digits and “-”, and begin with a letter.', text),
      }),
    ],
    page: () => page('The name of an InferenceService is no DNS-1035 label.', REFUSED, ['name: chat', 'name: 7b-chat']),
  },
  {
    id: 'kserve-storage-type',
    on: ON,
    checks: CHECKED_STORAGE.map((framework) =>
      custom(`spec.predictor.${framework}`, (model, report, object) => {
        if (annotationOf(object, 'deploymentMode')?.text !== 'ModelMesh') return;
        const storage = fieldOf(model, 'storage');
        const uri = fieldOf(model, 'storageUri');
        if (storage && uri?.text !== undefined && !/^(?:s3|hdfs|webhdfs):\/\//.test(uri.text)) {
          report.at(uri.span, t('A storage with a key goes with s3://, hdfs:// and webhdfs:// alone.'));
        }
      }),
    ),
    page: () =>
      page('A model with `storage` at an address that it does not work with.', REFUSED, [
        /Mode: Standard[\s\S]*/.exec(good)?.[0] ?? '',
        'Mode: ModelMesh\nspec:\n  predictor:\n    pytorch:\n      storage:\n        key: main\n      storageUri: gs://models/chat\n',
      ]),
  },
  {
    id: 'kserve-replicas',
    on: ON,
    checks: COMPONENTS.flatMap((component) => [
      notAbove(component, 'minReplicas', 'maxReplicas', { unlimited: 0 }),
      range(component, 'minReplicas', { min: 0 }),
      range(component, 'maxReplicas', { min: 0 }),
    ]),
    page: () =>
      page('Fewer replicas at most than at least, or below zero.', REFUSED, ['minReplicas: 1', 'minReplicas: 5']),
  },
  {
    id: 'kserve-concurrency',
    on: ON,
    checks: COMPONENTS.map((component) => range(component, 'containerConcurrency', { min: 0 })),
    page: () =>
      page('`containerConcurrency` is below zero.', REFUSED, ['containerConcurrency: 10', 'containerConcurrency: -1']),
  },
  {
    id: 'kserve-logger',
    on: ON,
    checks: COMPONENTS.map((component) => oneOf(`${component}.logger`, 'mode', ['all', 'request', 'response'])),
    page: () => page('A logger with a mode that does not exist.', REFUSED, ['mode: all', 'mode: requests']),
  },
  {
    id: 'kserve-autoscaler-class',
    on: ON,
    checks: [
      custom('metadata.annotations', (annotations, report) => {
        const value = annotations.at('serving.kserve.io/autoscalerClass');
        const known = ['hpa', 'external', 'keda', 'none'];
        if (value?.text !== undefined && !known.includes(value.text))
          report.at(value.span, t('“{0}” is not one of {1}.', value.text, known.join(', ')));
      }),
    ],
    page: () =>
      page('A class of autoscaler that does not exist.', REFUSED, ['autoscalerClass: hpa', 'autoscalerClass: kpa']),
  },
  {
    id: 'kserve-autoscaler-metric',
    on: ON,
    checks: COMPONENTS.map((component) => custom(component, checkScaleMetric)),
    page: () =>
      page('A metric that the class of the autoscaler does not know.', REFUSED, [
        'scaleMetric: cpu',
        'scaleMetric: rps',
      ]),
  },
  {
    id: 'kserve-autoscaler-target',
    on: ON,
    checks: COMPONENTS.map((component) => custom(component, checkScaleTarget)),
    page: () => page('A target of the autoscaler out of its bounds.', REFUSED, ['scaleTarget: 80', 'scaleTarget: 800']),
  },
  {
    id: 'kserve-predictor-name-forbidden',
    on: ON,
    checks: [...FRAMEWORKS, 'model'].map((framework) => forbidden(`spec.predictor.${framework}`, 'name')),
    page: () =>
      page('A model has a name.', 'Its container has a fixed name; the webhook refuses another.', [
        '      storageUri',
        '      name: chat\n      storageUri',
      ]),
  },
  {
    id: 'kserve-canary',
    on: ON,
    checks: [custom('spec', checkCanaries)],
    page: () =>
      page('Canaries with shares, names or fields that they may not have.', REFUSED, [
        '      storageUri: s3://models/chat\n',
        '      storageUri: s3://models/chat\n  canary:\n    - trafficPercent: 120\n      predictor:\n        name: next\n        model:\n          modelFormat:\n            name: sklearn\n',
      ]),
  },
  {
    id: 'kserve-transformer-exact-one-model',
    on: ON,
    checks: [custom('spec', checkImplementations)],
    page: () =>
      page('A component without a model or container, or with several.', REFUSED, [
        '    model:',
        '    containers:\n      - name: kserve-container\n        image: registry.example.com/chat:1.0\n    model:',
      ]),
  },
];

const judgedRows: readonly OperatorRow[] = [
  {
    id: 'kserve-no-resources-gpu',
    on: ON,
    severity: 'hint',
    checks: [
      custom(
        'spec.predictor.model',
        (model, report, object) => {
          const format = model.at('modelFormat', 'name');
          const isServed = format?.text === 'huggingface' || format?.text === 'vLLM';
          if (!format || !isServed || object.at('spec', 'predictor', 'workerSpec') || asksForMore(model)) return;
          report.at(format.span, t('No GPU is asked for: the model runs on processors.'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      page(
        'A language model without a GPU.',
        'The runtime starts on processors, which is slow for all but small models.',
        ['          nvidia.com/gpu: 1\n', '          cpu: 4\n'],
        {
          good: withGpu.replace('name: sklearn', 'name: huggingface'),
          source: 'Our judgement.',
        },
      ),
  },
  {
    id: 'kserve-container-name',
    on: ON,
    severity: 'warning',
    checks: [
      custom('spec.predictor', (predictor, report) => {
        const containers = fieldOf(predictor, 'containers');
        const names = Array.from(containers?.items() ?? [], (container) => container.at('name'));
        const isModel = [...FRAMEWORKS, 'model'].some((field) => fieldOf(predictor, field));
        // The only one is given the name, and so is a first one without.
        if (isModel || names.length < 2 || names.some((name) => name?.text === undefined || name.text === SERVER))
          return;
        const [first] = names;
        if (first) report.at(first.span, t('None of these containers is named “{0}”.', SERVER));
      }),
    ],
    page: () =>
      page(
        'A predictor of several containers, none of which has the name of the server.',
        'KServe puts address, model and probes into the container of that name; without it, none is ready.',
        ['name: kserve-container', 'name: server'],
        {
          good: good.replace(
            /    model:[\s\S]*/,
            '    containers:\n      - name: kserve-container\n        image: server:1\n      - name: logs\n        image: logs:1\n',
          ),
          source: 'KServe, pkg/constants.',
        },
      ),
  },
  {
    id: 'kserve-storageuri-scheme',
    on: ON,
    severity: 'info',
    checks: [...FRAMEWORKS, 'model'].map((framework) =>
      custom(`spec.predictor.${framework}`, (model, report) => {
        const uri = fieldOf(model, 'storageUri');
        const scheme = /^([a-z+]+):\/\//.exec(uri?.text ?? '')?.[1];
        if (uri && scheme !== undefined && !SCHEMES.has(scheme))
          report.at(uri.span, t('KServe brings no loader for “{0}”.', `${scheme}://`));
      }),
    ),
    page: () =>
      page(
        'A storage address with a scheme that KServe does not know.',
        'Unless a ClusterStorageContainer of the cluster handles it, the pod fails when it loads the model.',
        ['s3://', 'minio://'],
        { source: 'KServe, python/storage and pkg/constants.' },
      ),
  },
  {
    id: 'kserve-deprecated-framework-field',
    on: ON,
    severity: 'info',
    checks: [custom('spec.predictor', checkOldFrameworks, { hasFix: true })],
    page: () =>
      page(
        'A model in a field with the name of its framework.',
        'The fields are kept for old manifests; runtimes are chosen by `model.modelFormat`.',
        ['    model:\n      modelFormat:\n        name: sklearn\n', '    sklearn:\n'],
        { source: 'KServe documentation, Predictors.' },
      ),
  },
  {
    id: 'kserve-gpu-min-zero',
    aliases: ['serve-scale-to-zero-gpu'],
    on: ON,
    severity: 'hint',
    checks: [
      custom('spec.predictor', (predictor, report) => {
        const least = fieldOf(predictor, 'minReplicas');
        const model = fieldOf(predictor, 'model');
        if (least?.number === 0 && model && asksForMore(model))
          report.at(least.span, t('The first request waits until a GPU is there and the model is loaded: minutes.'));
      }),
    ],
    page: () =>
      page(
        'A model with GPUs is scaled to zero.',
        'A cold start takes a node, an image and gigabytes of weights; callers give up before.',
        ['minReplicas: 1', 'minReplicas: 0'],
        {
          good: withGpu,
          source: 'Our judgement.',
        },
      ),
  },
];

/** KServe: InferenceService. */
export const kserveRows: readonly OperatorRow[] = [...serviceRows, ...judgedRows];

/** For more than processors and memory. */
function asksForMore(model: YamlValue): boolean {
  return ['limits', 'requests'].some((list) =>
    Array.from(model.at('resources', list)?.items() ?? []).some(({ key }) => key?.includes('/')),
  );
}
