import type { NearFiles } from '../../../domain/base/nearFiles.ts';
import { t } from '../../../domain/base/text.ts';
import type { Rule } from '../../lint/rule.ts';
import { ACTION_NAMES } from '../../workflow/actionNames.ts';
import { isElsewhere, localPath, REPOSITORY } from '../../workflow/localUses.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { workflowStep } from './workflowExamples.ts';

function hasAction(near: NearFiles, path: string): boolean {
  return ACTION_NAMES.some((name) => near.kindOf(`${REPOSITORY}/${path}/${name}`) !== 'nothing');
}

/** Actions and workflows of the same repository. */
export const workflowPathRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-local-action-missing',
    kinds: 'workflow',
    severity: 'error',
    check({ jobs }, report, { near }) {
      if (!near) return;
      for (const job of jobs) {
        const called = job.value.at('uses');
        const workflow = localPath(called);
        if (called && workflow !== undefined && near.kindOf(`${REPOSITORY}/${workflow}`) === 'nothing')
          report.at(called.span, t('There is no workflow “{0}” in this repository.', workflow));
        if (isElsewhere(job)) continue;
        for (const step of job.steps) {
          const uses = step.at('uses');
          const path = localPath(uses);
          if (uses && path !== undefined && !hasAction(near, path))
            report.at(uses.span, t('There is no action in the folder “{0}” of this repository.', path));
        }
      }
    },
    page: () => ({
      what: 'An action or workflow of the same repository that is not there.',
      why: 'The step fails when its turn comes, after what ran before it; a workflow that calls a missing one is refused.',
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.steps[*].uses.',
      bad: workflowStep('uses: ./.github/actions/missing'),
      good: workflowStep('uses: ./.github/actions/build'),
    }),
  },
];
