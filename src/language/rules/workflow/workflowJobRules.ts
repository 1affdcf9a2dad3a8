import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { findWay } from '../../lint/findWay.ts';
import type { Rule } from '../../lint/rule.ts';
import { cronTrouble } from '../../manifest/cronSchedule.ts';
import { isTimeZone } from '../../manifest/isTimeZone.ts';
import { itemsOf, isMerged, entriesOf, wordsOf } from '../../yamlFile/entriesOf.ts';
import { namesBehind, allExpressions } from '../../workflow/expressions.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { workflowStep, workflowWith } from './workflowExamples.ts';

const SYNTAX = 'GitHub documentation, Workflow syntax for GitHub Actions.';
const ID = /^[A-Za-z_][\w-]*$/;
/** Runners that GitHub has taken away: jobs wait for them until they time out. Source: actions/runner-images, announcements. */
const GONE = /^(?:ubuntu-(?:16|18|20)\.04|macos-(?:10\.15|11|12|13)(?:-x?large)?|windows-(?:2016|2019))$/;
/** Runners of GitHub that have no GPU. */
const HOSTED = /^(?:ubuntu|windows|macos)-(?:latest|\d[\w.]*)(?:-arm)?$/;
const GPU = /(?:^|\s)--gpus(?:[=\s]|$)/;

/** Rules of jobs: what they wait for, where they run. */
export const workflowJobRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-job-dependencies',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/job-needs'],
    check({ jobs }, report) {
      const edges = new Map(jobs.map(({ id, needs }) => [id, needs.map(([name]) => name)]));
      const lower = new Set(jobs.map(({ id }) => id.toLowerCase()));
      for (const job of jobs) {
        for (const [id, value] of job.needs) {
          if (lower.has(id.toLowerCase())) continue;
          const nearest = nearestName(id, edges.keys());
          report.at(
            value.span,
            nearest === undefined
              ? t('There is no job “{0}”.', id)
              : t('There is no job “{0}”. Did you mean “{1}”?', id, nearest),
            {
              fixes: () =>
                nearest === undefined ? [] : choiceFix(t('Write “{0}”', nearest), replaceValue(value, nearest)),
            },
          );
        }
        const way = findWay(job.id, job.id, (id) => edges.get(id) ?? []);
        const needs = job.value.at('needs');
        if (way && needs)
          report.at(needs.span, t('“{0}” waits for itself: {1}.', job.id, [job.id, ...way].join(' → ')));
      }
    },
    page: () => ({
      what: 'A job waits for a job that does not exist, or for itself.',
      why: 'GitHub refuses the workflow; nothing runs.',
      source: SYNTAX,
      bad: workflowWith('runs-on: ubuntu-24.04', 'needs: build', 'steps:', '  - run: make'),
      good: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - run: make'),
    }),
  },
  {
    id: 'gha-needs-reference',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/expression'],
    check({ jobs }, report) {
      for (const { value, needs } of jobs) {
        // A list that an expression makes is not known, nor is a step that an anchor brings.
        if (isMerged(value)) continue;
        const known = new Set(needs.map(([id]) => id.toLowerCase()));
        for (const expression of allExpressions(value))
          for (const { name, ...span } of namesBehind('needs', expression))
            if (!known.has(name.toLowerCase()) && name !== '*')
              report.at(span, t('“{0}” is not among the jobs that this one waits for, so this is empty.', name));
      }
    },
    page: () => ({
      what: 'A result of a job that is not in `needs`.',
      why: 'Only jobs that are waited for have results; everything else is empty.',
      source: 'GitHub documentation, Contexts, needs.',
      bad: workflowStep('run: echo ${{ needs.build.outputs.image }}'),
      good: workflowStep('run: echo ${{ github.sha }}'),
    }),
  },
  {
    id: 'gha-matrix-reference',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/expression'],
    check({ jobs }, report) {
      for (const { value } of jobs) {
        if (value.at('strategy') !== undefined || isMerged(value)) continue;
        for (const expression of allExpressions(value))
          for (const { name, ...span } of namesBehind('matrix', expression))
            report.at(span, t('The job has no matrix, so “{0}” is empty.', `matrix.${name}`));
      }
    },
    page: () => ({
      what: 'A value of a matrix in a job without one.',
      why: 'It is empty, and the command runs without it.',
      source: 'GitHub documentation, Contexts, matrix.',
      bad: workflowStep('run: pip install torch==${{ matrix.torch }}'),
      good: workflowWith(
        'runs-on: ubuntu-24.04',
        'strategy: {matrix: {torch: ["2.8.0"]}}',
        'steps:',
        '  - run: pip install torch==${{ matrix.torch }}',
      ),
    }),
  },
  {
    id: 'gha-job-incomplete',
    aliases: ['actionlint/syntax-check', 'gha-missing-or-duplicate-key'],
    kinds: 'workflow',
    severity: 'error',
    isAboutAbsence: true,
    check({ jobs }, report) {
      for (const { id, value } of jobs) {
        if (isMerged(value)) continue;
        const isCall = value.at('uses') !== undefined;
        for (const name of isCall ? ['steps', 'runs-on'] : ['with', 'secrets']) {
          const other = value.at(name);
          if (other && isCall) report.at(other.headSpan, t('A job that calls a workflow has no “{0}”.', name));
          else if (other) report.at(other.headSpan, t('Only a job that calls a workflow by “uses” has “{0}”.', name));
        }
        if (isCall) continue;
        const missing = ['runs-on', 'steps'].filter((key) => value.at(key) === undefined);
        if (missing.length > 0) report.at(value.headSpan, t('The job “{0}” needs {1}.', id, missing.join(', ')));
      }
    },
    page: () => ({
      what: 'A job without `runs-on` or without `steps`, or with what only a call of a workflow has.',
      why: 'GitHub refuses the workflow. Only a job that calls another workflow by `uses` has neither.',
      source: SYNTAX,
      bad: workflowWith('steps:', '  - run: make'),
      good: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - run: make'),
    }),
  },
  {
    id: 'gha-id-naming',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/id'],
    check({ jobs, steps }, report) {
      for (const { id, value } of jobs)
        if (!ID.test(id))
          report.at(value.headSpan, t('An id has letters, digits, “-” and “_”, and begins with none of the digits.'));
      for (const [step] of steps) {
        const id = step.at('id');
        if (id?.text !== undefined && !ID.test(id.text))
          report.at(id.span, t('An id has letters, digits, “-” and “_”, and begins with none of the digits.'));
      }
    },
    page: () => ({
      what: 'A job or step with an id that is no name.',
      why: 'GitHub refuses the workflow.',
      source: SYNTAX,
      bad: workflowStep('id: build image', 'run: make'),
      good: workflowStep('id: build-image', 'run: make'),
    }),
  },
  {
    id: 'gha-cron',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/events'],
    check({ root }, report) {
      for (const entry of itemsOf(root?.at('on', 'schedule'))) {
        const cron = entry.at('cron');
        const text = cron?.text;
        if (cron === undefined || text === undefined || text.includes('${{')) continue;
        if (text.startsWith('@') || cronTrouble(text) !== undefined)
          report.at(cron.span, t('This is no schedule of five fields: minute, hour, day, month, day of the week.'));
        else if (/^\s*\*(?:\/[1-4])?\s/.test(text))
          report.at(cron.span, t('GitHub starts a workflow every five minutes at most.'));
        const zone = entry.at('timezone');
        if (zone?.string !== undefined && !isTimeZone(zone.string))
          report.at(zone.span, t('There is no time zone “{0}”.', zone.string));
      }
    },
    page: () => ({
      what: 'A schedule that GitHub cannot read, or does not keep.',
      why: 'GitHub refuses the workflow, or never starts it. Words such as `@daily` are not taken.',
      source: 'GitHub documentation, Events that trigger workflows, schedule.',
      bad: workflowStep('run: make').replace('on: push', 'on: {schedule: [{cron: "@daily"}]}'),
      good: workflowStep('run: make').replace('on: push', 'on: {schedule: [{cron: "0 3 * * *"}]}'),
    }),
  },
  {
    id: 'gha-runner-label',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/runner-label'],
    check({ jobs }, report) {
      for (const { value } of jobs)
        for (const [label, at] of wordsOf(value.at('runs-on')))
          if (GONE.test(label))
            report.at(at.span, t('GitHub has no runner “{0}” any more: the job waits until it times out.', label));
    },
    page: () => ({
      what: 'A runner that GitHub has switched off.',
      why: 'The job is queued for a day and fails.',
      source: 'actions/runner-images, announcements.',
      bad: workflowWith('runs-on: ubuntu-20.04', 'steps:', '  - run: make'),
      good: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - run: make'),
    }),
  },
  {
    id: 'gha-gpu-runner',
    kinds: 'workflow',
    severity: 'warning',
    check({ jobs }, report) {
      for (const { value, steps } of jobs) {
        const labels = wordsOf(value.at('runs-on'));
        const [first] = labels;
        if (labels.length !== 1 || !first || !HOSTED.test(first[0])) continue;
        const options = [
          value.at('container', 'options'),
          ...entriesOf(value.at('services')).map(([, service]) => service.at('options')),
        ];
        const found =
          options.find((one) => GPU.test(one?.text ?? '')) ??
          steps
            .map((step) => step.at('run'))
            .find((run) => /\b(?:docker|podman)\s+(?:container\s+)?run\b[^\n]*\s--gpus[=\s]/.test(run?.text ?? ''));
        if (found)
          report.at(
            found.headSpan,
            t('“{0}” has no GPU, so a container with “--gpus” does not start there.', first[0]),
          );
      }
    },
    page: () => ({
      what: 'A container with GPUs on a standard runner of GitHub.',
      why: 'Those machines have no GPU. Docker ends with “could not select device driver”.',
      source: 'GitHub documentation, GitHub-hosted runners reference.',
      bad: workflowStep('run: docker run --gpus all trainer:1.0 pytest'),
      good: workflowWith('runs-on: [self-hosted, gpu]', 'steps:', '  - run: docker run --gpus all trainer:1.0 pytest'),
    }),
  },
];
