import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { argoPage, nodesOf, REFUSED } from './argoShared.ts';
import { tagsIn, templatesWithTags } from './argoTags.ts';

/** argo-param-unresolved */
export const argoParamUnresolved: ManifestRule = {
  id: 'argo-param-unresolved',
  on: 'document',
  kinds: 'Workflow, WorkflowTemplate, ClusterWorkflowTemplate, CronWorkflow',
  severity: 'error',
  check(document, report) {
    for (const template of templatesWithTags(document)) {
      // A template inside a step has inputs of its own, and stands in the text of this one.
      if (nodesOf(template).some((node) => node.at('inline'))) continue;
      const known = knownNames(template);
      for (const tag of tagsIn(document, template)) {
        const names = known.get(tag.kind);
        if (!names || names.has(undefined) || names.has(tag.name)) continue;
        report.at(tag, t('Nothing named “{0}” is in “{1}” of the template.', tag.name, tag.kind));
      }
    }
  },
  page: () =>
    argoPage('A placeholder names an input, step or task that the template does not have.', REFUSED, [
      '{{inputs.parameters.message}}',
      '{{inputs.parameters.mesage}}',
    ]),
};

function knownNames(template: YamlValue): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const known = new Map([
    ['inputs.parameters', namesOf(template.at('inputs', 'parameters')?.items() ?? [])],
    ['inputs.artifacts', namesOf(template.at('inputs', 'artifacts')?.items() ?? [])],
  ]);
  if (template.at('steps')) known.set('steps', namesOf(nodesOf(template)));
  if (template.at('dag')) known.set('tasks', namesOf(nodesOf(template)));
  return known;
}

function namesOf(items: Iterable<YamlValue>): ReadonlySet<string | undefined> {
  return new Set(Array.from(items, (item) => item.at('name')?.text));
}
