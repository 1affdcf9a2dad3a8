import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import { KNOWN_ACTIONS } from '../../workflow/knownActions.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf, isMerged } from '../../yamlFile/entriesOf.ts';
import { workflowStep } from './workflowExamples.ts';

/** gha-action-inputs: inputs are compared as GitHub does, without regard to case. */
export const actionInputs: Rule<Workflow> = {
  id: 'gha-action-inputs',
  kinds: 'workflow',
  severity: 'error',
  aliases: ['actionlint/action'],
  fix: 'choice',
  check({ steps }, report) {
    for (const [step] of steps) {
      const uses = step.at('uses');
      const known = KNOWN_ACTIONS.get(uses?.text?.split('@')[0]?.toLowerCase() ?? '');
      const inputs = step.at('with');
      if (!uses || !known || !areKnown(step, inputs)) continue;
      const given = entriesOf(inputs);
      const names = new Set(given.map(([name]) => name.toLowerCase()));
      const missing = known.required.filter((name) => !names.has(name.toLowerCase()));
      if (missing.length > 0) report.at(uses.span, t('This action needs {0}.', missing.join(', ')));
      const free = known.inputs.filter((name) => !names.has(name.toLowerCase()));
      const all = new Set(known.inputs.map((name) => name.toLowerCase()));
      for (const [name, value] of given) if (!all.has(name.toLowerCase())) tellUnknown(name, value, { free, report });
    }
  },
  page: () => ({
    what: 'An input of a well-known action is missing or misspelt.',
    why: 'Without a required one the step fails; a misspelt one is dropped with a warning that nobody reads.',
    source: 'action.yml of the action.',
    bad: workflowStep(
      'uses: docker/build-push-action@v6',
      'with: {context: ., tag: "lab/trainer:1.0", cache-from: "type=gha"}',
    ),
    good: workflowStep(
      'uses: docker/build-push-action@v6',
      'with: {context: ., tags: "lab/trainer:1.0", cache-from: "type=gha"}',
    ),
  }),
};

/** No expression and no anchor brings more. */
function areKnown(step: YamlValue, inputs: YamlValue | undefined): boolean {
  return !isMerged(step) && (!inputs || (inputs.isMap && !isMerged(inputs)));
}

/** Only what is nearly an input: new versions have new ones. */
function tellUnknown(
  name: string,
  value: YamlValue,
  { free, report }: { readonly free: readonly string[]; readonly report: Report },
): void {
  const nearest = nearestName(name, free);
  if (nearest !== undefined)
    report.at(value.headSpan, t('This action has no input “{0}”. Did you mean “{1}”?', name, nearest), {
      fixes: () => choiceFix(t('Rename it to “{0}”', nearest), renameKey(value, nearest)),
    });
}
