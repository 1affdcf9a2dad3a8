import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom } from './table/custom.ts';
import { atLeastOneOf, atMostOneOf } from './table/exclusive.ts';
import { forbidden } from './table/forbidden.ts';
import { notAbove } from './table/notAbove.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { required } from './table/required.ts';
import { fieldOf, isSet, maybeSet } from './table/rowCheck.ts';
import { textForm } from './table/textForm.ts';
import { unique } from './table/unique.ts';

const ON = ['serving.kserve.io/LLMInferenceService'];
/** Since then scaling and adapters are checked. */
const NEWER = ['v1alpha2'];
/** Decoding, and the prompts where they have pods of their own. */
const WORKLOADS = ['spec', 'spec.prefill'];
const ROUTE = 'spec.router.route.http';
const SCHEDULER = 'spec.router.scheduler';
const LORA = 'spec.model.lora';
const REFUSED = 'KServe’s webhook refuses the service.';
const page = pageOf({
  source: 'KServe, pkg/apis/serving/v1alpha2/llm_inference_service_validation.go.',
  good: `apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceService
metadata:
  name: chat
  namespace: team-a
spec:
  model:
    uri: hf://team/chat
    name: chat
    lora:
      maxRank: 16
      adapters:
        - name: polite
          uri: hf://team/polite
        - name: short
          uri: hf://team/short
  parallelism:
    data: 4
    dataLocal: 2
    tensor: 2
  scaling:
    minReplicas: 2
    maxReplicas: 4
    wva:
      variantCost: "10"
      keda:
        idleReplicaCount: 1
  router:
    gateway:
      refs:
        - name: public
          namespace: gateways
    route:
      http:
        refs:
          - name: chat
    scheduler:
      replicas: 1
      config:
        ref:
          name: scheduler
          key: config.yaml
  template:
    containers:
      - name: main
        resources:
          limits:
            nvidia.com/gpu: 1
  worker:
    containers:
      - name: main
        resources:
          limits:
            nvidia.com/gpu: 1
`,
});

const routerRows: readonly OperatorRow[] = [
  {
    id: 'llm-route-refs-spec',
    on: ON,
    checks: [
      custom(ROUTE, (http, report) => {
        const spec = fieldOf(http, 'spec');
        if (isSet(spec) && hasItems(fieldOf(http, 'refs')))
          report.at(spec.headSpan, t('“{0}” and “{1}” exclude each other.', 'refs', 'spec'));
      }),
    ],
    page: () =>
      page('Routes of your own and one to be made.', REFUSED, [
        '        refs:\n          - name: chat\n',
        '        refs:\n          - name: chat\n        spec:\n          hostnames: [chat.example.com]\n',
      ]),
  },
  {
    id: 'llm-route-managed-gateway',
    on: ON,
    checks: [
      custom('spec.router', (router, report) => {
        const refs = router.at('route', 'http', 'refs');
        const gateway = fieldOf(router, 'gateway');
        if (!refs || !hasItems(refs) || gateway?.isMap !== true || maybeHasItems(fieldOf(gateway, 'refs'))) return;
        report.at(refs.headSpan, t('Routes of your own need a gateway that “{0}” names.', 'gateway.refs'));
      }),
    ],
    page: () =>
      page('Routes of your own at a gateway that KServe makes.', REFUSED, [
        '    gateway:\n      refs:\n        - name: public\n          namespace: gateways\n',
        '    gateway: {}\n',
      ]),
  },
  {
    id: 'llm-scheduler',
    on: ON,
    checks: [
      range(SCHEDULER, 'replicas', { min: 1 }),
      atMostOneOf(`${SCHEDULER}.config`, ['ref', 'inline']),
      atLeastOneOf(`${SCHEDULER}.config`, ['ref', 'inline']),
    ],
    page: () =>
      page('A scheduler without replicas, or whose settings stand nowhere or twice.', REFUSED, [
        'replicas: 1',
        'replicas: 0',
      ]),
  },
];

const workloadRows: readonly OperatorRow[] = [
  {
    id: 'llm-worker-parallelism',
    on: ON,
    checks: WORKLOADS.map((path) => custom(path, checkWorker, { isAboutAbsence: true })),
    page: () => page('Workers without data or pipeline parallelism.', REFUSED, ['    data: 4\n    dataLocal: 2\n', '']),
  },
  {
    id: 'llm-parallelism',
    on: ON,
    checks: WORKLOADS.flatMap((path) => [
      custom(`${path}.parallelism`, checkParallelism, { isAboutAbsence: true }),
      ...['pipeline', 'data', 'dataLocal'].map((field) => range(`${path}.parallelism`, field, { min: 1 })),
    ]),
    page: () =>
      page('Parallelism of both kinds, of half a kind, or below one.', REFUSED, ['    tensor: 2', '    pipeline: 2']),
  },
  {
    id: 'llm-scaling',
    on: ON,
    versions: NEWER,
    checks: WORKLOADS.flatMap((path) => [
      forbidden(path, 'scaling', { field: 'replicas' }),
      notAbove(`${path}.scaling`, 'minReplicas', 'maxReplicas'),
      required(`${path}.scaling`, 'wva'),
    ]),
    page: () =>
      page('Scaling beside a fixed number, without a way to scale, or with bounds that are crossed.', REFUSED, [
        'minReplicas: 2',
        'minReplicas: 5',
      ]),
  },
  {
    id: 'llm-scaling-actuator',
    on: ON,
    versions: NEWER,
    checks: WORKLOADS.flatMap((path) => [
      textForm(`${path}.scaling.wva`, 'variantCost', {
        pattern: /^\d+(?:\.\d+)?$/,
        says: (text) => t('“{0}” is no number from 0.', text),
      }),
      atMostOneOf(`${path}.scaling.wva`, ['hpa', 'keda']),
      atLeastOneOf(`${path}.scaling.wva`, ['hpa', 'keda']),
      forbidden(`${path}.scaling.wva.keda.advanced`, 'horizontalPodAutoscalerConfig.name'),
    ]),
    page: () =>
      page('An autoscaler of two kinds, of none, or with what KServe sets itself.', REFUSED, [
        'variantCost: "10"',
        'variantCost: cheap',
      ]),
  },
  {
    id: 'llm-scaling-idle',
    on: ON,
    versions: NEWER,
    checks: WORKLOADS.map((path) => custom(`${path}.scaling`, checkIdle, { isAboutAbsence: true })),
    page: () =>
      page('As many replicas without requests as there are at least, or no least number.', REFUSED, [
        'idleReplicaCount: 1',
        'idleReplicaCount: 2',
      ]),
  },
];

const modelRows: readonly OperatorRow[] = [
  {
    id: 'llm-lora-bounds',
    on: ON,
    versions: NEWER,
    checks: ['maxRank', 'maxAdapters', 'maxCpuAdapters'].map((field) => range(LORA, field, { min: 1 })),
    page: () => page('A bound of adapters that is below one.', REFUSED, ['maxRank: 16', 'maxRank: 0']),
  },
  {
    id: 'llm-lora-name',
    on: ON,
    versions: NEWER,
    checks: [
      unique(`${LORA}.adapters`, 'name'),
      required(`${LORA}.adapters.*`, 'name'),
      custom(`${LORA}.adapters.*`, checkAdapterName),
    ],
    page: () =>
      page('An adapter without a name, or with one that another or the model has.', REFUSED, [
        'name: short',
        'name: chat',
      ]),
  },
];

/** KServe: LLMInferenceService. */
export const llmServiceRows: readonly OperatorRow[] = [...routerRows, ...workloadRows, ...modelRows];

const hasItems = (value: YamlValue | undefined): boolean => value?.isList === true && value.items().length > 0;
const maybeHasItems = (value: YamlValue | undefined): boolean =>
  value?.isList === true ? hasItems(value) : maybeSet(value);

function checkWorker(workload: YamlValue, report: Report): void {
  const worker = fieldOf(workload, 'worker');
  const parallelism = fieldOf(workload, 'parallelism');
  if (!worker?.isMap || (parallelism && !parallelism.isMap)) return;
  const fields = ['pipeline', 'data', 'dataLocal'].flatMap(
    (field) => (parallelism && fieldOf(parallelism, field)) ?? [],
  );
  if (fields.some((field) => field.number === undefined || field.number > 0)) return;
  report.at(worker.headSpan, t('Workers need data or pipeline parallelism.'));
}

function checkParallelism(parallelism: YamlValue, report: Report): void {
  const [pipeline, data, dataLocal] = ['pipeline', 'data', 'dataLocal'].map((field) => fieldOf(parallelism, field));
  const positive = (value: YamlValue | undefined): boolean => (value?.number ?? 0) > 0;
  if (pipeline && positive(pipeline) && (positive(data) || positive(dataLocal)))
    report.at(pipeline.headSpan, t('“{0}” and “{1}” exclude each other.', 'pipeline', 'data'));
  if (data && !dataLocal) report.at(data.headSpan, t('“{0}” is missing.', 'dataLocal'));
  if (dataLocal && !data) report.at(dataLocal.headSpan, t('“{0}” is missing.', 'data'));
}

function checkIdle(scaling: YamlValue, report: Report): void {
  const idle = scaling.at('wva', 'keda', 'idleReplicaCount');
  const least = fieldOf(scaling, 'minReplicas');
  if (idle?.number === undefined || (least && least.number === undefined)) return;
  if (!least) report.at(idle.headSpan, t('“{0}” is missing.', 'minReplicas'));
  else if (idle.number >= (least.number ?? 0)) {
    report.at(
      idle.span,
      t('“{0}” is {1}, and “{2}” is {3}.', 'idleReplicaCount', idle.number, 'minReplicas', least.number ?? 0),
    );
  }
}

function checkAdapterName(adapter: YamlValue, report: Report, object: ManifestObject): void {
  const name = fieldOf(adapter, 'name');
  const model = object.at('spec', 'model', 'name');
  const base = model && !model.isNull ? model.text : object.name;
  if (name?.text === undefined) return;
  if (name.text === base) report.at(name.span, t('“{0}” is the name of the model itself.', name.text));
  if (name.text === '.' || name.text === '..') report.at(name.span, t('“{0}” cannot be a name.', name.text));
}
