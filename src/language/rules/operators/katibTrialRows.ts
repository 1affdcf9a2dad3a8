import { t } from '../../../domain/base/text.ts';
import {
  checkConditions,
  checkMetricsFormats,
  checkMetricsPath,
  checkParameterUse,
  checkPrimaryContainer,
  checkTrialReferences,
} from './katibChecks.ts';
import { custom } from './table/custom.ts';
import { atLeastOneOf, atMostOneOf } from './table/exclusive.ts';
import { forbidden } from './table/forbidden.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { katibPage } from './katibPage.ts';
import { fieldOf } from './table/rowCheck.ts';
import { unique } from './table/unique.ts';

const ON = ['kubeflow.org/Experiment'];
const TEMPLATE = 'spec.trialTemplate';
const COLLECTOR = 'spec.metricsCollectorSpec';
const REFUSED = 'Katib’s webhook refuses the experiment.';
const ABSENT = { isAboutAbsence: true } as const;
const trialRows: readonly OperatorRow[] = [
  {
    id: 'katib-primary-container',
    on: ON,
    checks: [custom(TEMPLATE, checkPrimaryContainer, ABSENT)],
    page: () =>
      katibPage(
        'The primary container is not named, or the trial has no container of that name.',
        'Metrics are collected from the primary container; a trial without it never ends.',
        ['primaryContainerName: train', 'primaryContainerName: main'],
      ),
  },
  {
    id: 'katib-trialspec-xor-configmap',
    on: ON,
    checks: [atMostOneOf(TEMPLATE, ['trialSpec', 'configMap']), atLeastOneOf(TEMPLATE, ['trialSpec', 'configMap'])],
    page: () =>
      katibPage('Both `trialSpec` and `configMap`, or neither.', REFUSED, [
        '    trialSpec:',
        '    configMap:\n      configMapName: trials\n    trialSpec:',
      ]),
  },
  {
    id: 'katib-success-failure-condition',
    on: ON,
    checks: [custom(TEMPLATE, checkConditions, ABSENT)],
    page: () =>
      katibPage('Trials of a kind that Katib does not know, without conditions of success and failure.', REFUSED, [
        'kind: Job',
        'kind: PaddleJob',
      ]),
  },
  {
    id: 'katib-param-reference-missing',
    on: ON,
    checks: [custom('spec', checkTrialReferences)],
    page: () =>
      katibPage('A trial parameter refers to no parameter of the experiment.', REFUSED, [
        'reference: lr',
        'reference: learning_rate',
      ]),
  },
  {
    id: 'katib-param-name-duplicate',
    on: ON,
    checks: [unique(`${TEMPLATE}.trialParameters`, 'name')],
    page: () =>
      katibPage('Two trial parameters have one name.', REFUSED, [
        '- name: optimizer\n        reference',
        '- name: learningRate\n        reference',
      ]),
  },
  {
    id: 'katib-param-reference-duplicate',
    on: ON,
    checks: [unique(`${TEMPLATE}.trialParameters`, 'reference')],
    page: () =>
      katibPage('Two trial parameters refer to one parameter.', REFUSED, ['reference: optimizer', 'reference: lr']),
  },
  {
    id: 'katib-param-unused',
    on: ON,
    checks: [custom(TEMPLATE, checkParameterUse('unused'))],
    page: () =>
      katibPage('A trial parameter is used nowhere in the trial.', REFUSED, [
        '--opt=${trialParameters.optimizer}',
        '--opt=adam',
      ]),
  },
  {
    id: 'katib-param-undeclared',
    on: ON,
    checks: [custom(TEMPLATE, checkParameterUse('undeclared'))],
    page: () =>
      katibPage('A trial uses a parameter that is not declared.', REFUSED, [
        '--opt=${trialParameters.optimizer}',
        '--opt=${trialParameters.optimiser}',
      ]),
  },
  {
    id: 'katib-trialspec-has-name',
    on: ON,
    checks: [
      forbidden(`${TEMPLATE}.trialSpec.metadata`, 'name'),
      forbidden(`${TEMPLATE}.trialSpec.metadata`, 'namespace'),
    ],
    page: () =>
      katibPage(
        'A trial has a name or a namespace.',
        'Katib names trials itself, in the namespace of the experiment; its webhook refuses the experiment.',
        ['      kind: Job\n', '      kind: Job\n      metadata:\n        name: trial\n        labels: {}\n'],
      ),
  },
  {
    id: 'katib-istio-inject',
    on: ON,
    severity: 'hint',
    isOff: true,
    checks: [
      custom(
        `${TEMPLATE}.trialSpec.spec.template`,
        (template, report) => {
          const key = 'sidecar.istio.io/inject';
          if (template.at('metadata', 'annotations', key) || template.at('metadata', 'labels', key)) return;
          report.at(template.headSpan, t('Where Istio injects sidecars, the proxy keeps the trial from ending.'));
        },
        ABSENT,
      ),
    ],
    page: () =>
      katibPage(
        'The pods of a trial do not switch Istio’s sidecar off.',
        'In namespaces with injection the proxy runs on when training is done, so that the trial never ends.',
        ['sidecar.istio.io/inject: "false"', 'note: none'],
        {
          source: 'Katib documentation, Configure Experiment.',
        },
      ),
  },
];

const metricsRows: readonly OperatorRow[] = [
  {
    id: 'katib-metrics-collector-kind',
    on: ON,
    checks: [
      oneOf(`${COLLECTOR}.collector`, 'kind', [
        'StdOut',
        'File',
        'TensorFlowEvent',
        'PrometheusMetric',
        'Custom',
        'Push',
      ]),
    ],
    page: () =>
      katibPage('A collector of metrics that does not exist.', REFUSED, [
        '      kind: File\n    source',
        '      kind: Files\n    source',
      ]),
  },
  {
    id: 'katib-metrics-file-path',
    on: ON,
    checks: [custom(COLLECTOR, checkMetricsPath('File', 'File'))],
    page: () =>
      katibPage('The file of the collector is no absolute path, no file, or of an unknown format.', REFUSED, [
        'path: /var',
        'path: var',
      ]),
  },
  {
    id: 'katib-metrics-json-filter',
    on: ON,
    checks: [forbidden(`${COLLECTOR}.source`, 'filter', { field: 'fileSystemPath.format', is: ['JSON'] })],
    page: () =>
      katibPage(
        'A filter for metrics in JSON.',
        'JSON has names and values of its own; the webhook refuses the experiment.',
        ['        kind: File\n      filter', '        kind: File\n        format: JSON\n      filter'],
      ),
  },
  {
    id: 'katib-metrics-tfevent-dir',
    on: ON,
    checks: [custom(COLLECTOR, checkMetricsPath('TensorFlowEvent', 'Directory'))],
    page: () =>
      katibPage('The collector of TensorFlow events has no absolute folder.', REFUSED, [
        '      kind: File\n    source',
        '      kind: TensorFlowEvent\n    source',
      ]),
  },
  {
    id: 'katib-metrics-prometheus-port',
    on: ON,
    checks: [
      custom(COLLECTOR, (spec, report) => {
        if (spec.at('collector', 'kind')?.text !== 'PrometheusMetric') return;
        const port = spec.at('source', 'httpGet', 'port');
        if (port?.text !== undefined && !/^[1-9]\d*$/.test(port.text))
          report.at(port.span, t('“{0}” is no number of a port.', port.text));
      }),
    ],
    page: () =>
      katibPage('The port of the Prometheus collector is no number.', REFUSED, [
        ['      kind: File\n    source', '      kind: PrometheusMetric\n    source'],
        ['      filter:', '      httpGet:\n        port: metrics\n      filter:'],
      ]),
  },
  {
    id: 'katib-metrics-prometheus-path',
    on: ON,
    checks: [
      custom(COLLECTOR, (spec, report) => {
        if (spec.at('collector', 'kind')?.text !== 'PrometheusMetric') return;
        const path = spec.at('source', 'httpGet', 'path');
        if (path?.text !== undefined && path.text !== '' && !path.text.startsWith('/'))
          report.at(path.span, t('“{0}” must begin with “/”.', path.text));
      }),
    ],
    page: () =>
      katibPage('The path of the Prometheus collector does not begin with a slash.', REFUSED, [
        ['      kind: File\n    source', '      kind: PrometheusMetric\n    source'],
        ['      filter:', '      httpGet:\n        path: metrics\n      filter:'],
      ]),
  },
  {
    id: 'katib-metrics-custom',
    on: ON,
    checks: [
      custom(
        `${COLLECTOR}.collector`,
        (collector, report) => {
          const kind = collector.at('kind');
          if (kind?.text === 'Custom' && !fieldOf(collector, 'customCollector'))
            report.at(kind.span, t('“{0}” is missing.', 'customCollector'));
        },
        ABSENT,
      ),
    ],
    page: () =>
      katibPage('A collector of one’s own without a container.', REFUSED, [
        '      kind: File\n    source',
        '      kind: Custom\n    source',
      ]),
  },
  {
    id: 'katib-metrics-regex',
    on: ON,
    checks: [custom(`${COLLECTOR}.source.filter`, checkMetricsFormats)],
    page: () =>
      katibPage(
        'A metrics format without two groups.',
        'The first group is the name of a metric, the second its value; the webhook refuses the experiment.',
        ["'([\\w-]+)=([\\d.]+)'", "'[\\w-]+=([\\d.]+)'"],
      ),
  },
];

/** Katib: the trials of an Experiment and the collection of their metrics. */
export const katibTrialRows: readonly OperatorRow[] = [...trialRows, ...metricsRows];
