import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf } from '../../yamlFile/entriesOf.ts';
import { eachRepeatedKey } from '../../yamlFile/eachRepeatedKey.ts';
import { allExpressions, expressionsOf, namesBehind } from '../../workflow/expressions.ts';
import { expressionTrouble } from '../../workflow/expressionTrouble.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { workflowStep, workflowWith } from './workflowExamples.ts';

/** Scopes of the token. Source: GitHub documentation, Workflow syntax, permissions. */
const SCOPES = new Set(
  'actions artifact-metadata attestations checks contents deployments discussions id-token issues models packages pages pull-requests repository-projects security-events statuses'.split(
    ' ',
  ),
);

/** Scopes that have not all rights. */
const LIMITED: ReadonlyMap<string, readonly string[]> = new Map([
  ['id-token', ['write', 'none']],
  ['models', ['read', 'none']],
]);

const images = ({ jobs, steps }: Workflow): readonly YamlValue[] => [
  ...jobs.flatMap(({ value }) => {
    const container = value.at('container');
    const services = entriesOf(value.at('services')).map(([, service]) => service);
    return [container, ...services].flatMap((one) => (one?.isMap === true ? (one.at('image') ?? []) : (one ?? [])));
  }),
  ...steps.flatMap(([step]) => {
    const uses = step.at('uses');
    return uses?.text?.startsWith('docker://') === true ? uses : [];
  }),
];

/** Rules of what stands anywhere in a workflow: expressions, images, rights, secrets. */
export const workflowTextRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-duplicate-key',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/syntax-check', 'gha-missing-or-duplicate-key'],
    check({ tree }, report) {
      eachRepeatedKey(tree, (key, first, second) =>
        report.at(second.headSpan, t('“{0}” stands here already.', key), {
          related: [{ ...first.headSpan, message: t('The other one') }],
        }),
      );
    },
    page: () => ({
      what: 'A key stands twice in one map.',
      why: 'GitHub refuses the workflow; nothing runs.',
      source: 'GitHub documentation, Workflow syntax for GitHub Actions.',
      bad: workflowStep('run: make', 'env: {A: 1}', 'env: {B: 2}'),
      good: workflowStep('run: make', 'env: {A: 1, B: 2}'),
    }),
  },
  {
    id: 'gha-expression-syntax',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/expression'],
    check({ root }, report) {
      for (const { text, start, end, isOpen } of root ? allExpressions(root) : []) {
        const trouble = isOpen ? t('“}}” is missing.') : expressionTrouble(text);
        if (trouble !== undefined) report.at({ start, end }, trouble);
      }
    },
    page: () => ({
      what: 'An expression that GitHub cannot read.',
      why: 'The workflow is refused, or fails when the step is reached.',
      source: 'GitHub documentation, Evaluate expressions in workflows and actions.',
      bad: workflowStep('if: ${{ github.ref == "refs/heads/main" }}', 'run: make'),
      good: workflowStep("if: ${{ github.ref == 'refs/heads/main' }}", 'run: make'),
    }),
  },
  {
    id: 'gha-constant-condition',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/if-cond'],
    check({ jobs, steps }, report) {
      for (const value of [...jobs.map((job) => job.value), ...steps.map(([step]) => step)]) {
        const condition = value.at('if');
        const text = condition?.text;
        if (!condition || text === undefined || !text.includes('${{')) continue;
        // Blanks and line ends are text too: “|” leaves one, “>-” none.
        const rest = text.replaceAll(/\$\{\{(?:'[^']*'|[^'}]|\}(?!\}))*\}\}/g, '');
        if (rest !== '' && !rest.includes('${{'))
          report.at(
            condition.span,
            t('With text around “{0}” this is a text that is not empty, so it is always true.', '${{ }}'),
          );
      }
    },
    page: () => ({
      what: 'A condition with text outside of `${{ }}`.',
      why: 'It is no comparison but a text, which counts as true: the step always runs.',
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.if.',
      bad: workflowStep("if: ${{ github.ref }} == 'refs/heads/main'", 'run: make'),
      good: workflowStep("if: ${{ github.ref == 'refs/heads/main' }}", 'run: make'),
    }),
  },
  {
    id: 'gha-id-unique',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/id'],
    check({ jobs }, report) {
      for (const { steps } of jobs) {
        const seen = new Map<string, YamlValue>();
        for (const step of steps) {
          const id = step.at('id');
          if (id?.text === undefined) continue;
          const first = seen.get(id.text.toLowerCase());
          if (!first) seen.set(id.text.toLowerCase(), id);
          else
            report.at(id.span, t('The id “{0}” is taken in this job.', id.text), {
              related: [{ ...first.span, message: t('The other one') }],
            });
        }
      }
    },
    page: () => ({
      what: 'Two steps of a job have one id.',
      why: 'GitHub refuses the workflow.',
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.steps[*].id.',
      bad: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - {id: a, run: make}', '  - {id: a, run: make}'),
      good: workflowWith('runs-on: ubuntu-24.04', 'steps:', '  - {id: a, run: make}', '  - {id: b, run: make}'),
    }),
  },
  {
    id: 'gha-steps-reference',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/expression'],
    check({ jobs }, report) {
      for (const { steps } of jobs) {
        const all = new Set(steps.map((step) => step.at('id')?.text?.toLowerCase()));
        const before = new Set<string | undefined>();
        for (const step of steps) {
          for (const expression of allExpressions(step))
            for (const { name, ...span } of namesBehind('steps', expression)) {
              const id = name.toLowerCase();
              if (before.has(id) || id === step.at('id')?.text?.toLowerCase()) continue;
              report.at(
                span,
                all.has(id)
                  ? t('“{0}” runs later, so this is empty.', name)
                  : t('No step of this job has the id “{0}”.', name),
              );
            }
          before.add(step.at('id')?.text?.toLowerCase());
        }
      }
    },
    page: () => ({
      what: 'The result of a step that does not exist, or that runs later.',
      why: 'It is empty, and what follows runs without it.',
      source: 'GitHub documentation, Contexts, steps.',
      bad: workflowStep('run: docker push ${{ steps.meta.outputs.tags }}'),
      good: workflowStep('run: docker push ${{ github.sha }}'),
    }),
  },
  {
    id: 'gha-permissions',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/permissions'],
    fix: 'choice',
    check({ root, jobs }, report) {
      for (const value of [root, ...jobs.map((job) => job.value)].map((one) => one?.at('permissions'))) {
        for (const [scope, right] of entriesOf(value)) {
          const nearest = nearestName(right.text ?? '', ['read', 'write', 'none']);
          if (!SCOPES.has(scope)) {
            const known = nearestName(scope, SCOPES);
            report.at(right.headSpan, t('There is no permission “{0}”.', scope), {
              fixes: () =>
                known === undefined || !right.keySpan
                  ? []
                  : choiceFix(t('Write “{0}”', known), { ...right.keySpan, newText: known }),
            });
          } else if (LIMITED.get(scope)?.includes(right.text ?? '') === false)
            report.at(right.span, t('“{0}” is one of {1}.', scope, LIMITED.get(scope)?.join(', ') ?? ''));
          else if (right.text !== undefined && !/^(?:read|write|none)$/.test(right.text))
            report.at(right.span, t('A permission is “read”, “write” or “none”.'), {
              fixes: () =>
                nearest === undefined ? [] : choiceFix(t('Write “{0}”', nearest), replaceValue(right, nearest)),
            });
        }
      }
    },
    page: () => ({
      what: 'A permission that does not exist.',
      why: 'GitHub refuses the workflow.',
      source: 'GitHub documentation, Workflow syntax, permissions.',
      bad: workflowStep('run: make').replace('permissions: read-all', 'permissions:\n  content: read'),
      good: workflowStep('run: make').replace('permissions: read-all', 'permissions:\n  contents: read'),
    }),
  },
  {
    id: 'gha-permissions-missing',
    kinds: 'workflow',
    severity: 'hint',
    isOff: true,
    profiles: { strict: 'info', ci: 'hint' },
    isAboutAbsence: true,
    check({ root, jobs }, report) {
      if (!root || root.at('permissions') !== undefined) return;
      const job = jobs.find(({ value }) => value.at('permissions') === undefined);
      if (job)
        report.at(
          job.value.headSpan,
          t('The token of this job has the rights of the repository’s default: say which ones it needs.'),
        );
    },
    page: () => ({
      what: 'A workflow does not say which rights its token has.',
      why: 'In older repositories that is writing to everything, also for every action that the job uses.',
      source: 'GitHub documentation, Secure use reference.',
      bad: workflowStep('run: make').replace('permissions: read-all\n', ''),
      good: workflowStep('run: make'),
    }),
  },
  {
    id: 'gha-credentials',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/credentials'],
    check({ jobs }, report) {
      for (const { value } of jobs) {
        const services = entriesOf(value.at('services')).map(([, service]) => service);
        for (const container of [value.at('container'), ...services]) {
          const password = container?.at('credentials', 'password');
          if (
            password?.text !== undefined &&
            password.text !== '' &&
            expressionsOf(password).length === 0 &&
            !password.text.includes('${{')
          )
            report.at(password.span, t('The password stands in the file: take it from the secrets of the repository.'));
        }
      }
    },
    page: () => ({
      what: 'The password of a registry is written in the workflow.',
      why: 'Everyone who can read the repository has it, in its history for ever.',
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.container.credentials.',
      bad: workflowWith(
        'runs-on: ubuntu-24.04',
        'container: {image: "lab/trainer:1.0", credentials: {username: lab, password: pa55}}',
        'steps: [{run: make}]',
      ),
      good: workflowWith(
        'runs-on: ubuntu-24.04',
        'container: {image: "lab/trainer:1.0", credentials: {username: lab, password: "${{ secrets.HUB }}"}}',
        'steps: [{run: make}]',
      ),
    }),
  },
  {
    id: 'gha-image-latest',
    kinds: 'workflow',
    severity: 'warning',
    check(workflow, report) {
      for (const image of images(workflow)) {
        const text = image.text?.replace(/^docker:\/\//, '');
        if (text === undefined || text.includes('$')) continue;
        const ref = parseImageRef(text);
        if (ref && ref.digest === undefined && (ref.tag ?? 'latest') === 'latest')
          report.at(image.span, t('“{0}” is the newest image of the day: name a version.', text));
      }
    },
    page: () => ({
      what: 'A container of a job has no version.',
      why: 'The next run gets another CUDA or Python, and fails where the last one passed.',
      source: 'Docker documentation, docker image pull.',
      bad: workflowWith('runs-on: ubuntu-24.04', 'container: pytorch/pytorch', 'steps: [{run: make}]'),
      good: workflowWith(
        'runs-on: ubuntu-24.04',
        'container: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime',
        'steps: [{run: make}]',
      ),
    }),
  },
];
