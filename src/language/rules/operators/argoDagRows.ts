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
  stepsOf,
  tasksOf,
} from './argoShared.ts';
import { waitsOf } from './argoWaits.ts';
import { findCycle } from './table/findCycle.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';

const NAME = /^[a-zA-Z0-9][-a-zA-Z0-9]*$/;
const PARAMETER_NAME = /^[-a-zA-Z0-9_]+$/;

/** Steps, tasks and parameters of Argo workflows. */
export const argoDagRows: readonly OperatorRow[] = [
  {
    id: 'argo-param-duplicate',
    on: ARGO_KINDS,
    checks: [
      onWorkflow((workflow, report) => checkNames(workflow, 'arguments', report)),
      onTemplate((template, report) => {
        checkNames(template, 'inputs', report);
        checkNames(template, 'outputs', report);
        for (const node of nodesOf(template)) checkNames(node, 'arguments', report);
      }),
    ],
    page: () =>
      argoPage('A parameter or artifact stands twice, or has a name with characters that are not allowed.', REFUSED, [
        '          - name: message\n        artifacts',
        '          - name: message\n          - name: message\n        artifacts',
      ]),
  },
  {
    id: 'argo-step-name',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        checkUnique(stepsOf(template), NAME, report);
        checkUnique(tasksOf(template), NAME, report);
      }),
    ],
    page: () =>
      argoPage(
        'A step or task without a name, or with one that is used twice or has characters that are not allowed.',
        REFUSED,
        ['          - name: train\n', '          - name: prepare\n'],
      ),
  },
  {
    id: 'argo-dag-depends-mixed',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const tasks = tasksOf(template);
        const list = tasks.map((task) => fieldOf(task, 'dependencies')).find((value) => isSet(value));
        if (list && tasks.some((task) => isSet(fieldOf(task, 'depends'))))
          report.at(list.headSpan, t('“{0}” and “{1}” exclude each other.', 'depends', 'dependencies'));
      }),
    ],
    page: () =>
      argoPage('One DAG says in two ways what tasks wait for.', REFUSED, [
        '          - name: prepare\n            template: work\n',
        '          - name: prepare\n            dependencies: [train]\n            template: work\n',
      ]),
  },
  {
    id: 'argo-dag-continueon',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const tasks = tasksOf(template);
        if (!tasks.some((task) => isSet(fieldOf(task, 'depends')))) return;
        for (const task of tasks) {
          const goOn = fieldOf(task, 'continueOn');
          if (goOn) report.at(goOn.headSpan, t('“{0}” may not be set together with “{1}”.', 'continueOn', 'depends'));
        }
      }),
    ],
    page: () =>
      argoPage(
        '`continueOn` in a DAG with `depends`.',
        'What happens after a failure is said by the condition: `task.Failed`, `task.Errored`.',
        [
          '            depends: prepare\n',
          '            depends: prepare\n            continueOn:\n              failed: true\n',
        ],
      ),
  },
  {
    id: 'argo-dag-digit-name',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const tasks = tasksOf(template);
        const isExpression = tasks.some((task) => isSet(fieldOf(task, 'depends')));
        for (const task of tasks) {
          const name = task.at('name');
          const waits = isExpression || isSet(fieldOf(task, 'dependencies'));
          if (waits && name?.text !== undefined && /^\d/.test(name.text))
            report.at(name.span, t('“{0}” begins with a digit, which an expression reads as a number.', name.text));
        }
      }),
    ],
    page: () =>
      argoPage('The name of a task that waits begins with a digit.', REFUSED, [
        '          - name: train\n',
        '          - name: 2-train\n',
      ]),
  },
  {
    id: 'argo-dag-cycle',
    on: ARGO_KINDS,
    checks: [onTemplate(checkWaits)],
    page: () =>
      argoPage('Tasks wait for one another, or for a task that is not there.', REFUSED, [
        'depends: prepare',
        'depends: prepared',
      ]),
  },
  {
    id: 'argo-dag-target',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const target = template.at('dag', 'target');
        const names = new Set(tasksOf(template).map((task) => task.at('name')?.text));
        if (target?.text === undefined || target.text === '' || names.has(undefined)) return;
        for (const name of target.text.split(' '))
          if (!names.has(name)) report.at(target.span, t('No task is named “{0}”.', name));
      }),
    ],
    page: () =>
      argoPage('The target of a DAG is no task of it.', REFUSED, [
        '      dag:\n',
        '      dag:\n        target: deploy\n',
      ]),
  },
  {
    id: 'argo-with-xor',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        for (const node of nodesOf(template)) {
          const [first, second] = ['withItems', 'withParam', 'withSequence']
            .map((field) => fieldOf(node, field))
            .filter((value) => value !== undefined);
          if (first && second)
            report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', first.key ?? '', second.key ?? ''));
        }
      }),
    ],
    page: () =>
      argoPage('A step is repeated in two ways.', REFUSED, [
        '            withItems: [a, b]\n',
        '            withItems: [a, b]\n            withSequence:\n              count: "2"\n',
      ]),
  },
  {
    id: 'argo-sequence-count-end',
    on: ARGO_KINDS,
    checks: [
      onTemplate(
        (template, report) => {
          for (const node of nodesOf(template)) {
            const sequence = fieldOf(node, 'withSequence');
            if (!sequence?.isMap) continue;
            const [count, end] = [fieldOf(sequence, 'count'), fieldOf(sequence, 'end')];
            if (count && end) report.at(end.headSpan, t('“{0}” and “{1}” exclude each other.', 'count', 'end'));
            if (!count && !end) report.at(sequence.headSpan, t('One of {0} is needed.', 'count, end'));
          }
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      argoPage(
        'A sequence with a count and an end, or with neither.',
        REFUSED,
        ['              count: "3"\n', '              count: "3"\n              end: "5"\n'],
        argoSteps,
      ),
  },
];

function checkNames(owner: YamlValue, list: string, report: Report): void {
  for (const kind of ['parameters', 'artifacts']) {
    checkUnique(
      Array.from(owner.at(list, kind)?.items() ?? []).filter((item) => item.isMap),
      PARAMETER_NAME,
      report,
    );
  }
}

function checkUnique(items: readonly YamlValue[], pattern: RegExp, report: Report): void {
  const seen = new Set<string>();
  for (const item of items) {
    const name = fieldOf(item, 'name');
    if (!name) report.at(item.headSpan, t('“{0}” is missing.', 'name'));
    if (name?.text === undefined) continue;
    if (!pattern.test(name.text))
      report.at(name.span, t('“{0}” has characters that are not allowed in a name.', name.text));
    else if (seen.has(name.text)) report.at(name.span, t('“{0}” is used twice.', name.text));
    seen.add(name.text);
  }
}

function checkWaits(template: YamlValue, report: Report): void {
  const found = waitsOf(template);
  if (!found) return;
  const { edges, places } = found;
  for (const [name, waits] of edges) {
    const place = places.get(name);
    const unknown = waits.find((wait) => !edges.has(wait));
    if (place && unknown !== undefined) report.at(place.span, t('No task is named “{0}”.', unknown));
  }
  const cycle = findCycle(edges);
  const place = cycle && places.get(cycle[0] ?? '');
  if (place) report.at(place.span, t('Tasks wait for one another: {0}.', [...cycle, cycle[0]].join(' → ')));
}
