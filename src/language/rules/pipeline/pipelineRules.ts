import { t } from '../../../domain/base/text.ts';
import { parseImageRef } from '../../../domain/images/imageRef.ts';
import { findWay } from '../../lint/findWay.ts';
import type { Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf, itemsOf } from '../../yamlFile/entriesOf.ts';
import type { YamlFile } from '../../yamlFile/yamlFile.ts';

const SOURCE = 'Kubeflow Pipelines, api/v2alpha1/pipeline_spec.proto.';
/** Names that people write for a GPU, and no node offers. */
const NO_RESOURCE = /^(?:gpu|nvidia|nvidia-gpu|cuda|amd|tpu)$/i;

/** The smallest pipeline, with other lines of its one task, executor and container. */
function pipelineWith({ task = '', executor = 'exec-train', container = '' } = {}): string {
  return `components:
  comp-train:
    executorLabel: ${executor}
deploymentSpec:
  executors:
    exec-train:
      container:
        image: lab/trainer:1.0
${container}pipelineInfo:
  name: train
root:
  dag:
    tasks:
      train:
        componentRef:
          name: comp-train
${task}schemaVersion: 2.1.0
sdkVersion: kfp-2.14.0
`;
}

/** The root and every component that is made of tasks. */
function dagsOf(root: YamlValue | undefined): readonly YamlValue[] {
  return [root?.at('root'), ...entriesOf(root?.at('components')).map(([, component]) => component)].flatMap(
    (component) => component?.at('dag', 'tasks') ?? [],
  );
}

/** What a task waits for, with the values that say so. */
function waitsOf(task: YamlValue): readonly YamlValue[] {
  const inputs = [...entriesOf(task.at('inputs', 'parameters')), ...entriesOf(task.at('inputs', 'artifacts'))];
  const producers = inputs.flatMap(([, input]) =>
    ['taskOutputParameter', 'taskOutputArtifact'].flatMap((key) => input.at(key, 'producerTask') ?? []),
  );
  return [...itemsOf(task.at('dependentTasks')), ...producers];
}

/** Rules of compiled pipelines: what they refer to is there. */
export const pipelineRules: readonly Rule<YamlFile>[] = [
  {
    id: 'kfp-component-reference',
    kinds: 'pipeline IR',
    severity: 'error',
    check({ root, isWhole }, report) {
      const components = new Set(entriesOf(root?.at('components')).map(([key]) => key));
      const executors = new Set(entriesOf(root?.at('deploymentSpec', 'executors')).map(([key]) => key));
      if (!isWhole) return;
      for (const tasks of dagsOf(root))
        for (const [, task] of entriesOf(tasks)) {
          const name = task.at('componentRef', 'name');
          if (name?.text !== undefined && !components.has(name.text))
            report.at(name.span, t('There is no component “{0}”.', name.text));
        }
      for (const [, component] of entriesOf(root?.at('components'))) {
        const label = component.at('executorLabel');
        if (label?.text !== undefined && !executors.has(label.text))
          report.at(label.span, t('There is no executor “{0}”.', label.text));
      }
    },
    page: () => ({
      what: 'A task names a component, or a component an executor, that the file does not have.',
      why: 'The pipeline is taken, and the run fails when the task is reached.',
      source: SOURCE,
      bad: pipelineWith({ executor: 'exec-other' }),
      good: pipelineWith(),
    }),
  },
  {
    id: 'kfp-task-dependency',
    kinds: 'pipeline IR',
    severity: 'error',
    check({ root, isWhole }, report) {
      if (!isWhole) return;
      for (const tasks of dagsOf(root)) {
        const known = new Map(entriesOf(tasks).map(([name, task]) => [name, waitsOf(task)]));
        const edges = new Map(Array.from(known, ([name, waits]) => [name, waits.flatMap(({ text }) => text ?? [])]));
        for (const [name, waits] of known) {
          for (const wait of waits) {
            if (wait.text === undefined) continue;
            if (!known.has(wait.text)) report.at(wait.span, t('There is no task “{0}” beside this one.', wait.text));
            else if (findWay(wait.text, name, (one) => edges.get(one) ?? []))
              report.at(wait.span, t('“{0}” waits for “{1}” already, so neither ever starts.', wait.text, name));
          }
        }
      }
    },
    page: () => ({
      what: 'A task waits for one that does not exist, or for itself.',
      why: 'The compiler of the pipeline refuses it, or the run never ends.',
      source: SOURCE,
      bad: pipelineWith({ task: '        dependentTasks: [load]\n' }),
      good: pipelineWith(),
    }),
  },
  {
    id: 'kfp-image-latest',
    kinds: 'pipeline IR',
    severity: 'warning',
    check({ root }, report) {
      for (const [, executor] of entriesOf(root?.at('deploymentSpec', 'executors'))) {
        const image = executor.at('container', 'image');
        const ref = image?.string === undefined || /[${]/.test(image.string) ? undefined : parseImageRef(image.string);
        if (image && ref && ref.digest === undefined && (ref.tag ?? 'latest') === 'latest')
          report.at(image.span, t('“{0}” is the newest image of the day: name a version.', image.string ?? ''));
      }
    },
    page: () => ({
      what: 'The image of an executor has no version.',
      why: 'A run cannot be repeated, and the cache of steps gives results of another image.',
      source: 'Docker documentation, docker image pull.',
      bad: pipelineWith().replace(':1.0', ''),
      good: pipelineWith(),
    }),
  },
  {
    id: 'kfp-accelerator-string',
    kinds: 'pipeline IR',
    severity: 'info',
    check({ root }, report) {
      for (const [, executor] of entriesOf(root?.at('deploymentSpec', 'executors'))) {
        const accelerator = executor.at('container', 'resources', 'accelerator');
        const type = accelerator?.at('resourceType') ?? accelerator?.at('type');
        if (type?.string !== undefined && NO_RESOURCE.test(type.string))
          report.at(
            type.span,
            t('No node offers “{0}”: it is the name of a resource, such as {1}.', type.string, 'nvidia.com/gpu'),
          );
      }
    },
    page: () => ({
      what: 'The type of an accelerator is not the name of a resource.',
      why: 'The pod asks for a resource that no node has, and waits for ever.',
      source: 'Kubeflow Pipelines, set_accelerator_type.',
      bad: pipelineWith({ container: '        resources:\n          accelerator: {count: "1", type: gpu}\n' }),
      good: pipelineWith({
        container: '        resources:\n          accelerator: {count: "1", type: nvidia.com/gpu}\n',
      }),
    }),
  },
];
