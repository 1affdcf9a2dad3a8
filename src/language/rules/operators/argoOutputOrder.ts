import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { argoPage, tasksOf } from './argoShared.ts';
import { tagsIn, templatesWithTags } from './argoTags.ts';
import { waitsOf } from './argoWaits.ts';
import { fieldOf } from './table/rowCheck.ts';

/** argo-output-order */
export const argoOutputOrder: ManifestRule = {
  id: 'argo-output-order',
  on: 'document',
  kinds: 'Workflow, WorkflowTemplate, ClusterWorkflowTemplate, CronWorkflow',
  severity: 'error',
  check(document, report) {
    for (const template of templatesWithTags(document)) {
      for (const { node, kind, own, notBefore } of orderOf(template)) {
        for (const tag of tagsIn(document, node)) {
          if (tag.kind !== kind || !notBefore.has(tag.name)) continue;
          report.at(tag, t('“{0}” does not wait for “{1}”, whose values it uses.', own, tag.name));
        }
      }
    }
  },
  page: () =>
    argoPage(
      'A step or task uses what another gives, and does not wait for it.',
      'The value is not there when it is needed; the controller fails the workflow before any pod runs.',
      ['            depends: prepare\n', '            when: "{{tasks.prepare.status}} == Succeeded"\n'],
    ),
};

interface Ordered {
  readonly node: YamlValue;
  readonly kind: 'steps' | 'tasks';
  /** Its own name, which its hooks may use. */
  readonly own: string;
  /** Names of those that it does not wait for. */
  readonly notBefore: ReadonlySet<string>;
}

function orderOf(template: YamlValue): readonly Ordered[] {
  return template.at('dag') ? tasksInOrder(template) : stepsInOrder(template);
}

function tasksInOrder(template: YamlValue): readonly Ordered[] {
  const edges = waitsOf(template)?.edges;
  if (!edges) return [];
  return tasksOf(template).flatMap((node) => {
    const own = node.at('name')?.text;
    if (own === undefined) return [];
    const before = ancestors(own, edges);
    const notBefore = new Set(Array.from(edges.keys()).filter((name) => name !== own && !before.has(name)));
    return { node, kind: 'tasks' as const, own, notBefore };
  });
}

/** All that a task waits for, near and far. */
function ancestors(task: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(edges.get(task) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(edges.get(next) ?? []));
  }
  return found;
}

/** Steps of one group run at once; a group waits for those above it. */
function stepsInOrder(template: YamlValue): readonly Ordered[] {
  const groups = Array.from(fieldOf(template, 'steps')?.items() ?? [], (group) =>
    group.isList ? Array.from(group.items()) : [],
  );
  const names = (of: readonly (readonly YamlValue[])[]): readonly string[] =>
    of.flat().flatMap((step) => step.at('name')?.text ?? []);
  return groups.flatMap((group, index) => {
    const rest = names(groups.slice(index));
    return group.flatMap((node) => {
      const own = node.at('name')?.text;
      return own === undefined
        ? []
        : { node, kind: 'steps' as const, own, notBefore: new Set(rest.filter((name) => name !== own)) };
    });
  });
}
