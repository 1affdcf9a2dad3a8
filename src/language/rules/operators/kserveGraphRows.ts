import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf, isSet, maybeSet } from './table/rowCheck.ts';
import { DNS_1035, textForm } from './table/textForm.ts';
import { unique } from './table/unique.ts';

const ON = ['serving.kserve.io/InferenceGraph'];
const NODES = 'spec.nodes.*';
const TARGETS = ['nodeName', 'serviceName', 'serviceUrl'];
const REFUSED = 'KServe’s webhook refuses the graph.';
const page = pageOf({
  source: 'KServe, pkg/apis/serving/v1alpha1/inference_graph_validation.go.',
  good: `apiVersion: serving.kserve.io/v1alpha1
kind: InferenceGraph
metadata:
  name: pipeline
  namespace: team-a
spec:
  nodes:
    root:
      routerType: Splitter
      steps:
        - name: old
          serviceName: chat-v1
          weight: 80
        - name: new
          serviceName: chat-v2
          weight: 20
`,
});

/** KServe: InferenceGraph. */
export const kserveGraphRows: readonly OperatorRow[] = [
  {
    id: 'kserve-graph-name',
    on: ON,
    checks: [
      textForm('metadata', 'name', {
        pattern: DNS_1035,
        says: (text) => t('“{0}” must be lower-case letters, digits and “-”, and begin with a letter.', text),
      }),
    ],
    page: () =>
      page('The name of an InferenceGraph is no DNS-1035 label.', REFUSED, ['name: pipeline', 'name: 2-steps']),
  },
  {
    id: 'kserve-graph-root',
    on: ON,
    checks: [
      custom(
        'spec.nodes',
        (nodes, report) => {
          if (!nodes.at('root'))
            report.at(nodes.headSpan, t('No node is named “{0}”, where requests come in.', 'root'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () => page('A graph has no node where requests come in.', REFUSED, ['    root:', '    start:']),
  },
  {
    id: 'kserve-graph-step-twice',
    on: ON,
    checks: [unique(`${NODES}.steps`, 'name')],
    page: () => page('Two steps of a node have one name.', REFUSED, ['name: new', 'name: old']),
  },
  {
    id: 'kserve-graph-target',
    on: ON,
    checks: [custom(`${NODES}.steps.*`, checkTarget, { isAboutAbsence: true })],
    page: () =>
      page('A step goes nowhere, or to several places.', REFUSED, [
        '          serviceName: chat-v2\n',
        '          serviceName: chat-v2\n          nodeName: other\n',
      ]),
  },
  {
    id: 'kserve-graph-weights',
    on: ON,
    checks: [custom(NODES, checkWeights, { isAboutAbsence: true })],
    page: () => page('The weights of a splitter are not 100 together.', REFUSED, ['weight: 20', 'weight: 10']),
  },
];

function checkTarget(step: YamlValue, report: Report): void {
  const found = TARGETS.flatMap((field) => fieldOf(step, field) ?? []);
  const [first, second] = found.filter(isSet);
  if (first && second)
    report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', first.key ?? '', second.key ?? ''));
  else if (!found.some(maybeSet))
    report.at(step.at('name')?.span ?? step.headSpan, t('One of {0} is needed.', TARGETS.join(', ')));
}

function checkWeights(node: YamlValue, report: Report): void {
  const steps = fieldOf(node, 'steps');
  if (fieldOf(node, 'routerType')?.text !== 'Splitter' || steps?.isList !== true) return;
  const items = steps.items().filter((step) => step.isMap);
  const weights = items.map((step) => fieldOf(step, 'weight'));
  const without = items.find((_, index) => weights[index] === undefined);
  const sum = weights.reduce((total, weight) => total + (weight?.number ?? Number.NaN), 0);
  if (without) report.at(without.at('name')?.span ?? without.headSpan, t('“{0}” is missing.', 'weight'));
  else if (!Number.isNaN(sum) && sum !== 100)
    report.at(steps.headSpan, t('The weights are {0} together and must be 100.', sum));
}
