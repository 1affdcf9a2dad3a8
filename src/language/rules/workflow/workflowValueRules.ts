import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf, isMerged, itemsOf } from '../../yamlFile/entriesOf.ts';
import { workflowStep, workflowWith } from './workflowExamples.ts';

const SYNTAX = 'GitHub documentation, Workflow syntax for GitHub Actions.';
const REFUSED = 'GitHub refuses the workflow; nothing runs.';
const SHELLS = ['bash', 'sh', 'pwsh', 'powershell', 'cmd', 'python'];

const isPlain = (value: YamlValue): boolean =>
  value.target >= 0 && !value.isMap && !value.isList && value.text?.includes('${{') === false;

/** Values of a row of a matrix; undefined when an expression makes them. */
function rowOf(row: YamlValue): readonly YamlValue[] | undefined {
  const items = itemsOf(row);
  return row.isList && items.every(isPlain) ? items : undefined;
}

function checkRows(matrix: YamlValue, report: Report): void {
  for (const [name, row] of entriesOf(matrix)) {
    if (name === 'include' || name === 'exclude') continue;
    const seen = new Set<string>();
    for (const item of itemsOf(row)) {
      if (!isPlain(item) || item.text === undefined) continue;
      if (seen.has(item.text)) report.at(item.span, t('“{0}” stands in “{1}” already.', item.text, name));
      seen.add(item.text);
    }
  }
}

/** Combinations that are taken out and were never in. */
function checkExcluded(matrix: YamlValue, report: Report): void {
  const rows = new Map(entriesOf(matrix).filter(([name]) => name !== 'include' && name !== 'exclude'));
  const included = new Set(itemsOf(matrix.at('include')).flatMap((entry) => entriesOf(entry).map(([name]) => name)));
  if (isMerged(matrix) || (matrix.at('include') && matrix.at('include')?.isList !== true)) return;
  for (const entry of itemsOf(matrix.at('exclude')))
    for (const [name, value] of entriesOf(entry)) {
      const row = rows.get(name);
      if (!row) {
        if (!included.has(name)) report.at(value.headSpan, t('The matrix has no “{0}”.', name));
        continue;
      }
      const items = rowOf(row);
      if (!items || !isPlain(value) || items.some(({ text }) => text === value.text)) continue;
      report.at(value.span, t('“{0}” is no value of “{1}”, so nothing is excluded.', value.text ?? '', name));
    }
}

/** Every `shell` of a workflow. */
function shellsOf({ root, jobs, steps }: Workflow): readonly YamlValue[] {
  const holders = [root, ...jobs.map(({ value }) => value)].map((one) => one?.at('defaults', 'run', 'shell'));
  return [...holders, ...steps.map(([step]) => step.at('shell'))].flatMap((shell) => shell ?? []);
}

/** Sections that need something in them, where they stand. */
function sectionsOf({ root, jobs, steps }: Workflow): readonly YamlValue[] {
  const of = (map: YamlValue | undefined, ...names: readonly string[]) => names.flatMap((name) => map?.at(name) ?? []);
  return [
    ...of(root, 'env', 'jobs', 'defaults'),
    ...jobs.flatMap(({ value }) => of(value, 'env', 'steps', 'outputs', 'runs-on', 'strategy', 'defaults', 'with')),
    ...steps.flatMap(([step]) => of(step, 'with', 'env', 'run', 'uses')),
  ];
}

/** Variables that are set, each once. */
function variablesOf({ root, jobs, steps }: Workflow): readonly (readonly [name: string, value: YamlValue])[] {
  const holders = [root, ...jobs.map(({ value }) => value), ...steps.map(([step]) => step)];
  return [
    ...holders.flatMap((holder) => entriesOf(holder?.at('env'))),
    ...jobs.flatMap(({ value }) => entriesOf(value.at('container', 'env'))),
  ];
}

/** Merge keys in a value. What several aliases stand for is looked into once: it may hold itself. */
function mergeKeys(value: YamlValue, seen = new Set<number>()): readonly YamlValue[] {
  if ((!value.isMap && !value.isList) || seen.has(value.target)) return [];
  seen.add(value.target);
  return value.items().flatMap((item) => (item.key === '<<' ? [item] : mergeKeys(item, seen)));
}

/** Rules of values that only workflows have. */
export const workflowValueRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-matrix-values',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/matrix'],
    check({ jobs }, report) {
      for (const { value } of jobs) {
        const matrix = value.at('strategy', 'matrix');
        if (matrix?.isMap !== true) continue;
        checkRows(matrix, report);
        checkExcluded(matrix, report);
      }
    },
    page: () => ({
      what: 'A matrix has a value twice, or excludes one that it does not have.',
      why: 'The same job runs twice on a machine with a GPU, or one runs that should not.',
      source: SYNTAX,
      bad: workflowWith(
        'runs-on: ubuntu-24.04',
        'strategy: {matrix: {cuda: ["12.8", "12.8"]}}',
        'steps: [{run: make}]',
      ),
      good: workflowWith(
        'runs-on: ubuntu-24.04',
        'strategy: {matrix: {cuda: ["12.6", "12.8"]}}',
        'steps: [{run: make}]',
      ),
    }),
  },
  {
    id: 'gha-shell-name',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/shell-name'],
    fix: 'choice',
    check(workflow, report) {
      for (const shell of shellsOf(workflow)) {
        const name = shell.text;
        if (name === undefined || /\$\{\{|\{0\}/.test(name) || SHELLS.includes(name.toLowerCase())) continue;
        const nearest = nearestName(name, SHELLS);
        report.at(
          shell.span,
          t('This is one of {0}, or a command with “{1}” for the script.', SHELLS.join(', '), '{0}'),
          {
            fixes: () =>
              nearest === undefined ? [] : choiceFix(t('Write “{0}”', nearest), replaceValue(shell, nearest)),
          },
        );
      }
    },
    page: () => ({
      what: 'A shell that GitHub does not know.',
      why: REFUSED,
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.steps[*].shell.',
      bad: workflowStep('run: make', 'shell: bahs'),
      good: workflowStep('run: make', 'shell: bash'),
    }),
  },
  {
    id: 'gha-env-name',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/env-var'],
    check(workflow, report) {
      for (const [name, value] of variablesOf(workflow))
        if (/[\s=&]/.test(name) && !name.includes('${{'))
          report.at(value.headSpan, t('“{0}” is no name of a variable.', name));
    },
    page: () => ({
      what: 'A variable has a name that no shell takes.',
      why: 'It is not set, or set under another name, and the script runs without it.',
      source: SYNTAX,
      bad: workflowStep('run: make', 'env: {"CUDA HOME": /usr/local/cuda}'),
      good: workflowStep('run: make', 'env: {CUDA_HOME: /usr/local/cuda}'),
    }),
  },
  {
    id: 'gha-empty-map',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/syntax-check'],
    fix: 'choice',
    check(workflow, report) {
      for (const section of sectionsOf(workflow))
        if (section.isNull)
          report.at(section.headSpan, t('“{0}” has nothing in it.', section.key ?? ''), {
            fixes: () => choiceFix(t('Remove “{0}”', section.key ?? ''), removeEntry(section)),
          });
    },
    page: () => ({
      what: 'A section with nothing in it.',
      why: 'GitHub refuses the workflow: “Unexpected value”.',
      source: SYNTAX,
      bad: workflowStep('uses: actions/checkout@v5', 'with:'),
      good: workflowStep('uses: actions/checkout@v5'),
    }),
  },
  {
    id: 'gha-anchor',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/syntax-check'],
    check({ root }, report) {
      for (const merge of root ? mergeKeys(root) : [])
        report.at(
          merge.keySpan ?? merge.span,
          t('GitHub knows anchors and aliases, but no “<<”: it refuses the workflow.'),
        );
    },
    page: () => ({
      what: 'A map takes over another one by `<<`.',
      why: 'GitHub reads anchors and aliases, but not this key: the workflow is refused.',
      source: 'GitHub documentation, Reusing workflow configurations, YAML anchors and aliases.',
      bad: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - &a {run: make}', '  - {<<: *a, name: again}'),
      good: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - &a {run: make}', '  - *a'),
    }),
  },
];
