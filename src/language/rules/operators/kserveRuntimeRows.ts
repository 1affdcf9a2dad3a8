import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { fieldOf } from './table/rowCheck.ts';

const ON = ['serving.kserve.io/ServingRuntime', 'serving.kserve.io/ClusterServingRuntime'];
const REFUSED = 'KServe’s webhook refuses the runtime.';
/** Variables that change which code runs. Source: pkg/validation/env_policy.go. */
const BLOCKED = 'PYTHONPATH';
const SIZES = ['PIPELINE_PARALLEL_SIZE', 'TENSOR_PARALLEL_SIZE'];
const page = pageOf({
  source: 'KServe, pkg/webhook/admission/servingruntime/servingruntime_webhook.go.',
  good: `apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata:
  name: huggingface
  namespace: team-a
spec:
  supportedModelFormats:
    - name: huggingface
      version: "1"
      autoSelect: true
      priority: 1
    - name: huggingface
      version: "2"
      autoSelect: true
      priority: 1
  protocolVersions: [v2]
  containers:
    - name: kserve-container
      image: server:1
      env:
        - name: LOG_LEVEL
          value: info
  workerSpec:
    pipelineParallelSize: 2
    tensorParallelSize: 1
    containers:
      - name: worker-container
        image: server:1
`,
});

/** KServe: ServingRuntime and ClusterServingRuntime. */
export const kserveRuntimeRows: readonly OperatorRow[] = [
  {
    id: 'kserve-runtime-priority',
    on: ON,
    // The webhook looks at it only where the namespace has a runtime already.
    severity: 'warning',
    checks: [custom('spec', checkPriorities)],
    page: () =>
      page(
        'One model format has several priorities.',
        'KServe’s webhook refuses the runtime where the namespace has another one.',
        ['      priority: 1\n  protocol', '      priority: 2\n  protocol'],
      ),
  },
  {
    id: 'kserve-runtime-worker',
    on: ON,
    checks: [
      range('spec.workerSpec', 'pipelineParallelSize', { min: 1 }),
      range('spec.workerSpec', 'tensorParallelSize', { min: 1 }),
      custom('spec.workerSpec', (worker, report) => {
        const [, second] = fieldOf(worker, 'containers')?.items() ?? [];
        if (second) report.at(second.at('name')?.span ?? second.headSpan, t('Workers have one container.'));
      }),
    ],
    page: () =>
      page('Workers of several containers, or a parallel group of less than one.', REFUSED, [
        'pipelineParallelSize: 2',
        'pipelineParallelSize: 0',
      ]),
  },
  {
    id: 'kserve-runtime-env',
    on: ON,
    checks: [
      custom('spec.containers.*', checkBlocked),
      custom('spec.workerSpec.containers.*', checkBlocked),
      custom('spec', checkSizes),
    ],
    page: () =>
      page(
        'A variable that KServe does not allow.',
        '`PYTHONPATH` decides which code runs, and the sizes of parallel groups stand in `workerSpec`; the webhook refuses them.',
        ['LOG_LEVEL', BLOCKED],
      ),
  },
];

/** Of formats that are chosen by themselves; the first one's counts. */
function checkPriorities(spec: YamlValue, report: Report): void {
  const first = new Map<string, YamlValue | undefined>();
  for (const format of fieldOf(spec, 'supportedModelFormats')?.items() ?? []) {
    const name = format.at('name')?.text;
    if (name === undefined || format.at('autoSelect')?.boolean !== true) continue;
    const priority = fieldOf(format, 'priority');
    if (!first.has(name)) first.set(name, priority);
    const [one, other] = [first.get(name)?.number, priority?.number];
    if (priority && one !== undefined && other !== undefined && one !== other)
      report.at(priority.span, t('“{0}” has the priority {1} already.', name, one));
  }
}

function checkBlocked(container: YamlValue, report: Report): void {
  reportVariables(container, [BLOCKED], report);
}

function checkSizes(spec: YamlValue, report: Report): void {
  if (!fieldOf(spec, 'workerSpec')) return;
  for (const container of fieldOf(spec, 'containers')?.items() ?? [])
    if (container.at('name')?.text === 'kserve-container') reportVariables(container, SIZES, report);
}

function reportVariables(container: YamlValue, names: readonly string[], report: Report): void {
  for (const entry of fieldOf(container, 'env')?.items() ?? []) {
    const name = entry.at('name');
    if (name?.text !== undefined && names.includes(name.text))
      report.at(name.span, t('KServe does not allow the variable “{0}” here.', name.text));
  }
}
