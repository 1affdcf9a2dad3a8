import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import {
  ARGO_KINDS,
  argoPage,
  argoSteps,
  nodesOf,
  onTemplate,
  onWorkflow,
  REFUSED,
  templatesOf,
} from './argoShared.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { reportOther } from './table/reports.ts';
import { fieldOf, isSet, maybeSet } from './table/rowCheck.ts';

const NAME = /^[a-zA-Z0-9][-a-zA-Z0-9]*$/;
const METRIC = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Where an argument may come from: other sources are for outputs. */
const ARGUMENT_SOURCES = ['configMapKeyRef', 'event', 'supplied'];
const ABSENT = { isAboutAbsence: true } as const;

function itemsAt(map: YamlValue, ...path: readonly string[]): readonly YamlValue[] {
  return Array.from(map.at(...path)?.items() ?? []).filter((item) => item.isMap);
}

/** What templates of Argo workflows are called and given. */
export const argoArgumentRows: readonly OperatorRow[] = [
  {
    id: 'argo-template-name',
    on: ARGO_KINDS,
    checks: [onWorkflow(checkTemplateNames)],
    page: () =>
      argoPage('Two templates have one name, or a name has characters that are not allowed.', REFUSED, [
        '    - name: work\n      retryStrategy',
        '    - name: main\n      retryStrategy',
      ]),
  },
  {
    id: 'argo-template-ref',
    on: ARGO_KINDS,
    checks: [
      onWorkflow((workflow, report) => {
        const reference = fieldOf(workflow, 'workflowTemplateRef');
        const templates = fieldOf(workflow, 'templates');
        if (reference && isSet(templates))
          report.at(templates.headSpan, t('“{0}” and “{1}” exclude each other.', 'workflowTemplateRef', 'templates'));
      }),
    ],
    page: () =>
      argoPage('A workflow has templates of its own and runs a WorkflowTemplate.', REFUSED, [
        '  entrypoint: main\n',
        '  entrypoint: main\n  workflowTemplateRef:\n    name: shared\n',
      ]),
  },
  {
    id: 'argo-argument-value',
    on: ARGO_KINDS,
    checks: [
      onWorkflow((workflow, report, object) => {
        for (const parameter of itemsAt(workflow, 'arguments', 'parameters'))
          checkArgument(parameter, object.kind === 'Workflow' && !fieldOf(workflow, 'workflowTemplateRef'), report);
      }, ABSENT),
      onTemplate((template, report) => {
        for (const node of nodesOf(template))
          for (const parameter of itemsAt(node, 'arguments', 'parameters')) checkArgument(parameter, true, report);
      }, ABSENT),
    ],
    page: () =>
      argoPage(
        'An argument without a value, with one from a place that arguments do not have, or with one that is not among those allowed.',
        REFUSED,
        ['        value: "3"\n', '        enum: ["1", "2"]\n        value: "3"\n'],
      ),
  },
  {
    id: 'argo-argument-missing',
    on: ARGO_KINDS,
    checks: [onWorkflow(checkSupplied, ABSENT)],
    page: () =>
      argoPage('A step or task does not give what its template needs.', REFUSED, [
        '            arguments:\n              parameters:\n                - name: message\n                  value: first\n',
        '',
      ]),
  },
  {
    id: 'argo-metric',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        for (const metric of itemsAt(template, 'metrics', 'prometheus')) {
          const name = fieldOf(metric, 'name');
          if (name?.text !== undefined && !METRIC.test(name.text))
            report.at(name.span, t('“{0}” has characters that are not allowed in a name.', name.text));
          if (!maybeSet(fieldOf(metric, 'help')))
            report.at(name?.span ?? metric.headSpan, t('“{0}” is missing.', 'help'));
        }
      }, ABSENT),
    ],
    page: () =>
      argoPage(
        'A metric without a help text, or with a name that Prometheus does not take.',
        REFUSED,
        [
          '    - name: work\n',
          '    - name: work\n      metrics:\n        prometheus:\n          - name: run.time\n            help: Seconds\n            gauge:\n              value: "1"\n',
        ],
        argoSteps,
      ),
  },
];

function checkTemplateNames(workflow: YamlValue, report: Report): void {
  const seen = new Set<string>();
  for (const template of templatesOf(workflow)) {
    const name = fieldOf(template, 'name');
    if (!name) report.at(template.headSpan, t('“{0}” is missing.', 'name'));
    if (name?.text === undefined) continue;
    if (!NAME.test(name.text))
      report.at(name.span, t('“{0}” has characters that are not allowed in a name.', name.text));
    else if (seen.has(name.text)) report.at(name.span, t('“{0}” is used twice.', name.text));
    seen.add(name.text);
  }
}

function checkArgument(parameter: YamlValue, isNeeded: boolean, report: Report): void {
  const value = fieldOf(parameter, 'value');
  const from = fieldOf(parameter, 'valueFrom');
  if (!value && !from && isNeeded) {
    report.at(parameter.at('name')?.span ?? parameter.headSpan, t('One of {0} is needed.', 'value, valueFrom'));
  }
  if (from?.isMap && !ARGUMENT_SOURCES.some((source) => from.at(source))) {
    report.at(from.headSpan, t('An argument comes from {0}.', ARGUMENT_SOURCES.join(', ')));
  }
  const allowed = Array.from(fieldOf(parameter, 'enum')?.items() ?? [], ({ text }) => text);
  if (allowed.includes(undefined) || allowed.length === 0) return;
  reportOther(
    report,
    value,
    allowed.flatMap((text) => text ?? []),
  );
}

/** Inputs without a value of their own, of templates in this object. */
function checkSupplied(workflow: YamlValue, report: Report): void {
  const templates = new Map(templatesOf(workflow).map((template) => [template.at('name')?.text, template]));
  for (const template of templates.values()) {
    for (const node of nodesOf(template)) {
      const called = templates.get(fieldOf(node, 'template')?.text);
      const given = fieldOf(node, 'arguments');
      if (!called || (given && !given.isMap)) continue;
      const missing = neededBy(called).filter((name) => !givenNames(node).has(name));
      if (missing.length === 0 || givenNames(node).has(undefined)) continue;
      report.at(
        node.at('name')?.span ?? node.headSpan,
        t('“{0}” needs {1}, which is not given.', called.at('name')?.text ?? '', missing.join(', ')),
      );
    }
  }
}

function neededBy(template: YamlValue): readonly string[] {
  return itemsAt(template, 'inputs', 'parameters')
    .filter(
      (parameter) =>
        !fieldOf(parameter, 'value') && !fieldOf(parameter, 'valueFrom') && parameter.at('default') === undefined,
    )
    .flatMap((parameter) => parameter.at('name')?.text ?? []);
}

function givenNames(node: YamlValue): ReadonlySet<string | undefined> {
  return new Set(itemsAt(node, 'arguments', 'parameters').map((parameter) => parameter.at('name')?.text));
}
