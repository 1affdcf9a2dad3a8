import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import type { Span } from '../../../domain/deploy/specNode.ts';
import type { FindingDetails } from '../../lint/finding.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import { contextPlaces, SPECIAL_FUNCTIONS } from '../../workflow/contextPlaces.ts';
import { allExpressions, conditionsOf, type Expression } from '../../workflow/expressions.ts';
import { expressionTrouble } from '../../workflow/expressionTrouble.ts';
import { type ExpressionWord, expressionWords } from '../../workflow/expressionWords.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { workflowStep, workflowWith } from './workflowExamples.ts';

const words = (text: string): readonly string[] => text.split(' ');

// Source: GitHub documentation, Contexts reference, and Evaluate expressions in workflows and actions, Functions.
const CONTEXTS = words('github env vars job jobs steps runner secrets strategy matrix needs inputs');
const FUNCTIONS = words(
  'contains startsWith endsWith format join toJSON fromJSON hashFiles success always cancelled failure case',
);
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  github: words(
    'action action_path action_ref action_repository action_status actor actor_id api_url base_ref env event event_name event_path graphql_url head_ref job output path ref ref_name ref_protected ref_type repository repository_id repository_owner repository_owner_id repository_visibility repositoryUrl retention_days run_attempt run_id run_number secret_source server_url sha state step_summary token triggering_actor workflow workflow_ref workflow_sha workspace artifact_cache_size_limit',
  ),
  runner: words('name os arch temp tool_cache debug environment workspace'),
};
const LOWER: ReadonlySet<string> = new Set([...CONTEXTS, ...FUNCTIONS].map((name) => name.toLowerCase()));

/** Expressions of a workflow, conditions without `${{` among them. */
function everyExpression({ root, jobs, steps }: Workflow): readonly Expression[] {
  const conditions = [...jobs.map(({ value }) => value), ...steps.map(([step]) => step)].flatMap((value) => {
    const condition = value.at('if');
    return condition?.text?.includes('${{') === false ? conditionsOf(condition) : [];
  });
  return [...(root ? allExpressions(root) : []), ...conditions];
}

function tellUnknown(word: ExpressionWord, report: Report): void {
  const known = word.isCall ? FUNCTIONS : CONTEXTS;
  if (!known.some((name) => name.toLowerCase() === word.name.toLowerCase())) {
    const nearest = nearestName(word.name, known);
    const message = word.isCall
      ? t('There is no function “{0}” in expressions.', word.name)
      : t('There is no “{0}” in expressions; a text stands in single quotes.', word.name);
    report.at(word, message, renamed(word, nearest));
    return;
  }
  const properties = PROPERTIES[word.name.toLowerCase()];
  if (!properties || !word.property) return;
  const { property } = word;
  if (properties.some((name) => name.toLowerCase() === property.name.toLowerCase())) return;
  const nearest = nearestName(property.name, properties);
  // New ones are added now and then.
  if (nearest !== undefined)
    report.at(
      property,
      t('“{0}” has no “{1}”. Did you mean “{2}”?', word.name, property.name, nearest),
      renamed(property, nearest),
    );
}

function renamed({ start, end }: Span, nearest: string | undefined): FindingDetails {
  if (nearest === undefined) return {};
  return {
    fixes: () => [{ title: t('Write “{0}”', nearest), edits: [{ start, end, newText: nearest }], isSafe: false }],
  };
}

/** Rules of names in expressions. */
export const workflowContextRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-unknown-context',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/expression'],
    fix: 'choice',
    check(workflow, report) {
      for (const expression of everyExpression(workflow))
        if (!expression.isOpen && expressionTrouble(expression.text) === undefined)
          for (const word of expressionWords(expression)) tellUnknown(word, report);
    },
    page: () => ({
      what: 'An expression uses a context, a property or a function that does not exist.',
      why: 'GitHub refuses the workflow. A property that does not exist is empty without a word.',
      source: 'GitHub documentation, Contexts reference.',
      bad: workflowStep('run: docker push lab/trainer:${{ githb.sha }}'),
      good: workflowStep('run: docker push lab/trainer:${{ github.sha }}'),
    }),
  },
  {
    id: 'gha-context-availability',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/expression'],
    check(workflow, report) {
      for (const { expressions, contexts, functions } of contextPlaces(workflow))
        for (const expression of expressions)
          for (const word of expressionWords(expression)) {
            const name = word.name.toLowerCase();
            if (!LOWER.has(name)) continue;
            const isFine = word.isCall ? functions.has(name) || !SPECIAL_FUNCTIONS.has(name) : contexts.has(name);
            if (!isFine) report.at(word, t('“{0}” is not known here.', word.name));
          }
    },
    page: () => ({
      what: 'An expression uses a context or function at a place where GitHub does not know it.',
      why: 'GitHub refuses the workflow: “Unrecognized named-value”.',
      source: 'GitHub documentation, Contexts reference, Context availability.',
      bad: workflowWith('runs-on: ubuntu-24.04', 'container: "lab/trainer:${{ env.VERSION }}"', 'steps: [{run: make}]'),
      good: workflowWith(
        'runs-on: ubuntu-24.04',
        'container: "lab/trainer:${{ vars.VERSION }}"',
        'steps: [{run: make}]',
      ),
    }),
  },
];
