import type { Rule } from '../../lint/rule.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { WORKFLOW_SHAPE } from '../../workflow/workflowShape.ts';
import { shapeRules } from '../yamlFile/shapeRules.ts';
import { actionInputs } from './actionInputs.ts';
import { localInputs } from './localInputs.ts';
import { workflowStep, workflowWith } from './workflowExamples.ts';
import { workflowContextRules } from './workflowContextRules.ts';
import { workflowEventRules } from './workflowEventRules.ts';
import { workflowJobRules } from './workflowJobRules.ts';
import { workflowPathRules } from './workflowPathRules.ts';
import { workflowStepRules } from './workflowStepRules.ts';
import { workflowTextRules } from './workflowTextRules.ts';
import { workflowValueRules } from './workflowValueRules.ts';

const SOURCE = 'GitHub documentation, Workflow syntax for GitHub Actions.';
const good = workflowWith('runs-on: ubuntu-24.04', 'steps: [{run: make}]');

/** All rules of workflows. */
export const workflowRules: readonly Rule<Workflow>[] = [
  ...shapeRules({
    kinds: 'workflow',
    shape: WORKFLOW_SHAPE,
    reading: { isUnknown: ({ tree, target }) => tree.source(target).includes('${{') },
    unknown: {
      id: 'gha-unknown-key',
      severity: 'error',
      aliases: ['actionlint/syntax-check'],
      page: {
        what: 'A key that workflows do not have.',
        why: 'GitHub refuses the workflow; nothing runs.',
        source: SOURCE,
        bad: workflowWith('run-on: ubuntu-24.04', 'steps: [{run: make}]'),
        good,
      },
    },
    missing: {
      id: 'gha-missing-key',
      severity: 'error',
      aliases: ['actionlint/syntax-check', 'gha-missing-or-duplicate-key'],
      page: {
        what: 'A key is missing without which GitHub does not take the workflow.',
        why: 'It is refused; nothing runs.',
        source: SOURCE,
        bad: good.replace('on: push\n', ''),
        good,
      },
    },
    wrong: {
      id: 'gha-unexpected-value',
      severity: 'error',
      aliases: ['actionlint/syntax-check'],
      page: {
        what: 'A key holds something of another type.',
        why: 'GitHub refuses the workflow; nothing runs.',
        source: SOURCE,
        bad: workflowStep('run: make', 'timeout-minutes: long'),
        good: workflowStep('run: make', 'timeout-minutes: 90'),
      },
    },
  }),
  ...workflowTextRules,
  ...workflowJobRules,
  ...workflowPathRules,
  ...localInputs,
  ...workflowStepRules,
  ...workflowContextRules,
  ...workflowEventRules,
  ...workflowValueRules,
  actionInputs,
];
