import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf, type RowCheck } from './table/rowCheck.ts';

export const ARGO_KINDS = [
  'argoproj.io/Workflow',
  'argoproj.io/WorkflowTemplate',
  'argoproj.io/ClusterWorkflowTemplate',
  'argoproj.io/CronWorkflow',
];
/** What a template may be; exactly one of them. */
export const TYPES = [
  'container',
  'containerSet',
  'steps',
  'script',
  'resource',
  'dag',
  'suspend',
  'data',
  'http',
  'plugin',
];

/** Every rule asks for the same templates; a workflow has many. */
const TEMPLATES = new WeakMap<YamlValue, readonly YamlValue[]>();
const NODES = new WeakMap<YamlValue, readonly YamlValue[]>();
const WORKFLOWS = new WeakMap<ManifestObject, YamlValue>();

/** The specification of the workflow, in every kind. */
export function workflowOf(object: ManifestObject): YamlValue | undefined {
  const known = WORKFLOWS.get(object);
  if (known) return known;
  const workflow = object.kind === 'CronWorkflow' ? object.at('spec', 'workflowSpec') : object.at('spec');
  if (workflow) WORKFLOWS.set(object, workflow);
  return workflow;
}

export function templatesOf(workflow: YamlValue): readonly YamlValue[] {
  const known = TEMPLATES.get(workflow);
  if (known) return known;
  const templates = Array.from(fieldOf(workflow, 'templates')?.items() ?? []).filter((template) => template.isMap);
  TEMPLATES.set(workflow, templates);
  return templates;
}

/** All steps of a template, whatever the group. */
export function stepsOf(template: YamlValue): readonly YamlValue[] {
  const groups = Array.from(fieldOf(template, 'steps')?.items() ?? []);
  return groups.flatMap((group) => Array.from(group.isList ? group.items() : [])).filter((step) => step.isMap);
}

export function tasksOf(template: YamlValue): readonly YamlValue[] {
  return Array.from(template.at('dag', 'tasks')?.items() ?? []).filter((task) => task.isMap);
}

/** Steps and tasks. */
export function nodesOf(template: YamlValue): readonly YamlValue[] {
  const known = NODES.get(template);
  if (known) return known;
  const nodes = [...stepsOf(template), ...tasksOf(template)];
  NODES.set(template, nodes);
  return nodes;
}

/** A condition of every template of a workflow, those that stand inside a step too. */
export function onTemplate(
  run: (template: YamlValue, report: Report, workflow: YamlValue) => void,
  traits: Pick<RowCheck, 'hasFix' | 'isAboutAbsence'> = {},
): RowCheck {
  return {
    ...traits,
    run: (object, report) => {
      const workflow = workflowOf(object);
      if (!workflow?.isMap) return;
      for (const template of templatesOf(workflow)) {
        run(template, report, workflow);
        for (const node of nodesOf(template)) {
          const inline = fieldOf(node, 'inline');
          if (inline?.isMap) run(inline, report, workflow);
        }
      }
    },
  };
}

/** A condition of the workflow itself. */
export function onWorkflow(
  run: (workflow: YamlValue, report: Report, object: ManifestObject) => void,
  traits: Pick<RowCheck, 'hasFix' | 'isAboutAbsence'> = {},
): RowCheck {
  return {
    ...traits,
    run: (object, report) => {
      const workflow = workflowOf(object);
      if (workflow?.isMap) run(workflow, report, object);
    },
  };
}

export const REFUSED = 'The controller fails the workflow before any pod runs; `argo lint` and the server refuse it.';

export const argoPage = pageOf({
  source: 'Argo Workflows, workflow/validate/validate.go.',
  good: `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: train
  namespace: team-a
spec:
  entrypoint: main
  serviceAccountName: runner
  arguments:
    parameters:
      - name: epochs
        value: "3"
  templates:
    - name: main
      dag:
        tasks:
          - name: prepare
            template: work
            arguments:
              parameters:
                - name: message
                  value: first
          - name: train
            depends: prepare
            template: work
            withItems: [a, b]
            arguments:
              parameters:
                - name: message
                  value: second
    - name: work
      retryStrategy:
        limit: 3
        retryPolicy: Always
      inputs:
        parameters:
          - name: message
        artifacts:
          - name: data
            path: /data
            optional: true
      outputs:
        parameters:
          - name: score
            valueFrom:
              path: /tmp/score
      container:
        image: trainer:1
        args: ["{{inputs.parameters.message}}"]
`,
});
export const argoSteps = {
  good: `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: train
spec:
  entrypoint: main
  templates:
    - name: main
      parallelism: 2
      steps:
        - - name: prepare
            template: work
        - - name: train
            template: work
            withSequence:
              count: "3"
    - name: work
      container:
        image: trainer:1
        volumeMounts:
          - name: data
            mountPath: /data
`,
};
