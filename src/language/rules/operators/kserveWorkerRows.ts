import { checkGpuTypes, checkWorkerAutoscaler, checkWorkerStorage } from './kserveChecks.ts';
import { t } from '../../../domain/base/text.ts';
import { reservedEnv } from './table/containers.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { fieldOf } from './table/rowCheck.ts';

const ON = ['serving.kserve.io/InferenceService'];
const REFUSED = 'KServe’s webhook refuses the service.';
const page = pageOf({
  source: 'KServe, pkg/apis/serving/v1beta1/inference_service_validation.go.',
  good: `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: chat
  annotations:
    serving.kserve.io/autoscalerClass: none
spec:
  predictor:
    model:
      modelFormat:
        name: huggingface
      storageUri: pvc://models/chat
      env:
        - name: LOG_LEVEL
          value: info
        - name: MODE
          value: chat
    workerSpec:
      pipelineParallelSize: 2
      tensorParallelSize: 1
      containers:
        - name: worker-container
          resources:
            limits:
              nvidia.com/gpu: 1
`,
});
const parallelSizes = reservedEnv(
  'spec.predictor.model',
  (name) => name === 'PIPELINE_PARALLEL_SIZE' || name === 'TENSOR_PARALLEL_SIZE',
);

/** KServe: an InferenceService over several nodes. */
export const kserveWorkerRows: readonly OperatorRow[] = [
  {
    id: 'kserve-worker-one-container',
    on: ON,
    checks: [
      custom('spec.predictor.workerSpec', (worker, report) => {
        const [, second] = Array.from(fieldOf(worker, 'containers')?.items() ?? []);
        if (second) report.at(second.at('name')?.span ?? second.headSpan, t('Workers have one container.'));
      }),
    ],
    page: () =>
      page('Workers with several containers.', REFUSED, [
        '        - name: worker-container\n',
        '        - name: logs\n          image: logs:1\n        - name: worker-container\n',
      ]),
  },
  {
    id: 'kserve-worker-env',
    on: ON,
    checks: [
      custom('spec.predictor', (predictor, report, object) => {
        if (fieldOf(predictor, 'workerSpec')) parallelSizes.run(object, report);
      }),
    ],
    page: () =>
      page(
        'The sizes of parallel groups stand in variables.',
        'Fields of `workerSpec` set them; the webhook refuses the variables.',
        ['LOG_LEVEL', 'TENSOR_PARALLEL_SIZE'],
      ),
  },
  {
    id: 'kserve-worker-parallel-sizes',
    on: ON,
    checks: [
      range('spec.predictor.workerSpec', 'pipelineParallelSize', { min: 1 }),
      range('spec.predictor.workerSpec', 'tensorParallelSize', { min: 1 }),
    ],
    page: () =>
      page('A parallel group of less than one.', REFUSED, ['pipelineParallelSize: 2', 'pipelineParallelSize: 0']),
  },
  {
    id: 'kserve-worker-gpu-type',
    on: ON,
    checks: [custom('spec.predictor', checkGpuTypes)],
    page: () =>
      page('Workers ask for a resource that is no known GPU.', REFUSED, [
        'nvidia.com/gpu: 1',
        'nvidia.com/mig-1g.10gb: 1',
      ]),
  },
  {
    id: 'kserve-worker-storage',
    on: ON,
    checks: [custom('spec.predictor', checkWorkerStorage, { isAboutAbsence: true })],
    page: () =>
      page(
        'A model for several nodes that is not on a claim or in an image.',
        'All nodes read the same files, so that they must be shared; the webhook refuses other addresses.',
        ['pvc://', 's3://'],
      ),
  },
  {
    id: 'kserve-worker-autoscaler-none',
    on: ON,
    checks: [custom('spec.predictor', checkWorkerAutoscaler, { isAboutAbsence: true })],
    page: () =>
      page(
        'Several nodes with an autoscaler.',
        'A group of nodes has a fixed size; the webhook refuses other classes than `none`.',
        ['autoscalerClass: none', 'autoscalerClass: hpa'],
      ),
  },
];
