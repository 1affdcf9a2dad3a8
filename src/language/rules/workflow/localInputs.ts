import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import type { FindingDetails } from '../../lint/finding.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import { type InputTroubles, inputTroubles } from '../../workflow/inputTroubles.ts';
import { isElsewhere, localFile, localPath } from '../../workflow/localUses.ts';
import type { Workflow, WorkflowJob } from '../../workflow/workflow.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isMerged } from '../../yamlFile/entriesOf.ts';
import { workflowStep, workflowWith } from './workflowExamples.ts';

/** What is given to actions and workflows of the same repository, held against what they declare. */
export const localInputs: readonly Rule<Workflow>[] = [
  {
    id: 'gha-local-action-inputs',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/action'],
    fix: 'choice',
    check({ jobs }, report, { near }) {
      if (!near) return;
      for (const job of jobs) {
        if (isElsewhere(job)) continue;
        for (const step of job.steps) {
          const uses = step.at('uses');
          const path = localPath(uses)?.replace(/\/+$/, '');
          if (!uses || path === undefined || isMerged(step)) continue;
          const action = localFile(near, [`${path}/action.yml`, `${path}/action.yaml`]);
          if (!action || isMerged(action)) continue;
          const troubles = inputTroubles(step.at('with'), action.at('inputs'));
          tellMissing(uses, t('This action needs {0}.', troubles.missing.join(', ')), { troubles, report });
          tellUnknown(troubles, report, (name) => t('This action has no input “{0}”.', name));
        }
      }
    },
    page: () => ({
      what: 'An input of an action of the same repository is missing or misspelt.',
      why: 'GitHub starts the action all the same: a required input is empty, and a misspelt one is dropped with a warning in the log.',
      source: 'GitHub documentation, Metadata syntax for GitHub Actions, inputs.',
      bad: workflowStep('uses: ./.github/actions/build', 'with: {modle: a}'),
      good: workflowStep('uses: ./.github/actions/build', 'with: {model: a}'),
    }),
  },
  {
    id: 'gha-reusable',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/workflow-call'],
    fix: 'choice',
    check({ jobs }, report, { near }) {
      if (near) for (const job of jobs) checkCall(job, near, report);
    },
    page: () => ({
      what: 'A workflow of the same repository is called that is not made for it, or with other inputs and secrets than it declares.',
      why: 'GitHub refuses the workflow that calls, so none of its jobs run.',
      source: 'GitHub documentation, Reuse workflows; Workflow syntax, on.workflow_call.',
      bad: workflowWith('uses: ./.github/workflows/shared.yml', 'with: {modle: a}'),
      good: workflowWith('uses: ./.github/workflows/shared.yml', 'with: {model: a}'),
    }),
  },
];

function checkCall({ value: job }: WorkflowJob, near: NearFiles, report: Report): void {
  const uses = job.at('uses');
  const path = localPath(uses);
  const called = uses && path !== undefined && !isMerged(job) ? localFile(near, [path]) : undefined;
  const events = called && !isMerged(called) ? called.at('on') : undefined;
  // A file that is written now may have no events yet.
  if (!uses || !events || events.isNull) return;
  const call = events.at('workflow_call');
  if (!call && !namesCall(events)) {
    report.at(uses.span, t('“{0}” has no “workflow_call” among its events, so it cannot be called.', path ?? ''));
    return;
  }
  if (!isMerged(events) && (!call || !isMerged(call))) checkGiven({ job, uses, call }, report);
}

function checkGiven(
  { job, uses, call }: { readonly job: YamlValue; readonly uses: YamlValue; readonly call: YamlValue | undefined },
  report: Report,
): void {
  const inputs = inputTroubles(job.at('with'), call?.at('inputs'));
  tellMissing(uses, t('This workflow needs the inputs {0}.', inputs.missing.join(', ')), { troubles: inputs, report });
  tellUnknown(inputs, report, (name) => t('This workflow has no input “{0}”.', name));
  if (job.at('secrets')?.text === 'inherit') return;
  const secrets = inputTroubles(job.at('secrets'), call?.at('secrets'));
  const needed = t('This workflow needs the secrets {0}.', secrets.missing.join(', '));
  tellMissing(uses, needed, { troubles: secrets, report });
  tellUnknown(secrets, report, (name) => t('This workflow has no secret “{0}”.', name));
}

/** `on: workflow_call`, `on: [push, workflow_call]` */
function namesCall(events: YamlValue): boolean {
  if (events.isMap) return false;
  return events.isList
    ? Array.from(events.items()).some(({ text }) => text === 'workflow_call')
    : events.text === 'workflow_call';
}

function tellMissing(
  uses: YamlValue,
  message: string,
  { troubles, report }: { readonly troubles: InputTroubles; readonly report: Report },
): void {
  if (troubles.missing.length > 0) report.at(uses.span, message);
}

function tellUnknown({ unknown }: InputTroubles, report: Report, say: (name: string) => string): void {
  for (const { name, value, nearest } of unknown) {
    const details: FindingDetails =
      nearest === undefined
        ? {}
        : { fixes: () => choiceFix(t('Rename it to “{0}”', nearest), renameKey(value, nearest)) };
    report.at(value.headSpan, say(name), details);
  }
}
