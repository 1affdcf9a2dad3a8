import { t } from '../../../domain/base/text.ts';
import { checkBounds, checkFeasibleSpace } from './katibChecks.ts';
import { custom } from './table/custom.ts';
import { atLeastOneOf, atMostOneOf } from './table/exclusive.ts';
import { notAbove } from './table/notAbove.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { katibPage } from './katibPage.ts';
import { range } from './table/range.ts';
import { required } from './table/required.ts';
import { fieldOf } from './table/rowCheck.ts';
import { textForm } from './table/textForm.ts';

const ON = ['kubeflow.org/Experiment'];
const REFUSED = 'Katib’s webhook refuses the experiment.';
const ABSENT = { isAboutAbsence: true } as const;
const ALGORITHMS = [
  'random',
  'grid',
  'tpe',
  'multivariate-tpe',
  'bayesianoptimization',
  'cmaes',
  'sobol',
  'hyperband',
  'pbt',
  'enas',
  'darts',
];

/** Katib: what an Experiment searches, after what its mutating webhook fills in. */
export const katibRows: readonly OperatorRow[] = [
  {
    id: 'katib-name',
    on: ON,
    checks: [
      textForm('metadata', 'name', {
        pattern: /^[a-z]/,
        max: 40,
        says: (text) => t('“{0}” must begin with a lower-case letter.', text),
      }),
    ],
    page: () =>
      katibPage('The name of an experiment is longer than 40 characters or begins with no letter.', REFUSED, [
        'name: search',
        'name: 2-searches',
      ]),
  },
  {
    id: 'katib-objective-required',
    on: ON,
    checks: [required('spec', 'objective'), required('spec.objective', 'objectiveMetricName')],
    page: () =>
      katibPage('An experiment without an objective or the name of its metric.', REFUSED, [
        'objectiveMetricName: loss',
        'goal: 0.01',
      ]),
  },
  {
    id: 'katib-objective-type',
    on: ON,
    checks: [oneOf('spec.objective', 'type', ['minimize', 'maximize'])],
    page: () =>
      katibPage('The objective is neither to minimize nor to maximize.', REFUSED, ['type: minimize', 'type: min']),
  },
  {
    id: 'katib-metric-duplicate',
    on: ON,
    checks: [
      custom('spec.objective', (objective, report) => {
        const name = objective.at('objectiveMetricName')?.text;
        for (const metric of fieldOf(objective, 'additionalMetricNames')?.items() ?? []) {
          if (name !== undefined && metric.text === name) report.at(metric.span, t('“{0}” is used twice.', name));
        }
      }),
    ],
    page: () =>
      katibPage('The metric of the objective is among the additional ones too.', REFUSED, ['[accuracy]', '[loss]']),
  },
  {
    id: 'katib-algorithm-required',
    on: ON,
    checks: [required('spec', 'algorithm'), required('spec.algorithm', 'algorithmName')],
    page: () =>
      katibPage('An experiment without an algorithm.', REFUSED, ['algorithmName: random', 'algorithmSettings: []']),
  },
  {
    id: 'katib-algorithm-unknown',
    on: ON,
    severity: 'warning',
    checks: [oneOf('spec.algorithm', 'algorithmName', ALGORITHMS)],
    page: () =>
      katibPage(
        'An algorithm that Katib does not bring.',
        'Unless the cluster’s Katib configuration adds it, the webhook refuses the experiment.',
        ['algorithmName: random', 'algorithmName: rand'],
        {
          source: 'Katib, manifests/v1beta1 (katib-config).',
        },
      ),
  },
  {
    id: 'katib-counts',
    on: ON,
    checks: [
      notAbove('spec', 'parallelTrialCount', 'maxTrialCount'),
      notAbove('spec', 'maxFailedTrialCount', 'maxTrialCount'),
      range('spec', 'maxFailedTrialCount', { min: 0 }),
      range('spec', 'maxTrialCount', { min: 1 }),
      range('spec', 'parallelTrialCount', { min: 1 }),
    ],
    page: () =>
      katibPage('Counts of trials that contradict each other.', REFUSED, [
        'parallelTrialCount: 3',
        'parallelTrialCount: 20',
      ]),
  },
  {
    id: 'katib-resume-policy',
    on: ON,
    checks: [oneOf('spec', 'resumePolicy', ['Never', 'LongRunning', 'FromVolume'])],
    page: () =>
      katibPage('A resume policy that does not exist.', REFUSED, ['resumePolicy: Never', 'resumePolicy: Always']),
  },
  {
    id: 'katib-parameters-or-nas',
    on: ON,
    checks: [atMostOneOf('spec', ['parameters', 'nasConfig']), atLeastOneOf('spec', ['parameters', 'nasConfig'])],
    page: () =>
      katibPage('Both `parameters` and `nasConfig`, or neither.', REFUSED, [
        '  parameters:\n',
        '  nasConfig:\n    graphConfig:\n      numLayers: 1\n  parameters:\n',
      ]),
  },
  {
    id: 'katib-parameter-type',
    on: ON,
    checks: [oneOf('spec.parameters.*', 'parameterType', ['double', 'int', 'discrete', 'categorical', 'unknown'])],
    page: () =>
      katibPage('A type of parameter that does not exist.', REFUSED, ['parameterType: double', 'parameterType: float']),
  },
  {
    id: 'katib-feasible-list-vs-range',
    on: ON,
    checks: [custom('spec.parameters.*', checkFeasibleSpace), custom('spec.parameters.*', checkBounds, ABSENT)],
    page: () =>
      katibPage('A parameter has the space of another type: a list for a number, or bounds for choices.', REFUSED, [
        'list: [sgd, adam]',
        'min: "1"',
      ]),
  },
  {
    id: 'katib-distribution',
    on: ON,
    checks: [
      oneOf('spec.parameters.*.feasibleSpace', 'distribution', [
        'uniform',
        'logUniform',
        'normal',
        'logNormal',
        'unknown',
      ]),
    ],
    page: () =>
      katibPage('A distribution that does not exist.', REFUSED, [
        'max: "0.05"',
        'max: "0.05"\n        distribution: log',
      ]),
  },
];
