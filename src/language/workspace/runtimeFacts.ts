import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Definition, PatchedJob } from './objectSymbols.ts';
import { valuesAt } from './valuesAt.ts';

const CLUSTER_RUNTIME = 'ClusterTrainingRuntime';

/** The jobs of a runtime of Trainer and their containers. */
export function runtimeFacts(object: ManifestObject): Partial<Definition> {
  if (object.isTemplated || !object.isWhole) return {};
  const jobs = valuesAt(object.root, 'spec.template.spec.replicatedJobs.*').map((job) => ({
    name: job.at('name')?.text,
    containers: containersOf(job).map((container) => container.at('name')?.text ?? ''),
  }));
  return { jobs: jobs.flatMap(({ name, containers }) => (name === undefined ? [] : { name, containers })) };
}

/** The jobs of its runtime that a TrainJob patches. */
export function trainJobFacts(object: ManifestObject): Partial<Definition> {
  const name = object.at('spec', 'runtimeRef', 'name')?.text;
  if (name === undefined) return {};
  const kind = object.at('spec', 'runtimeRef', 'kind')?.text ?? CLUSTER_RUNTIME;
  const jobs = valuesAt(object.root, 'spec.runtimePatches.*.trainingRuntimeSpec.template.spec.replicatedJobs.*');
  return {
    patches: {
      runtime: { groupKinds: [`trainer.kubeflow.org/${kind}`], name },
      jobs: jobs.flatMap(patchedJob),
    },
  };
}

/** One with an image may be meant as another one, beside those of the runtime. */
function patchedJob(job: YamlValue): readonly PatchedJob[] {
  const name = job.at('name');
  const all = containersOf(job);
  if (name?.text === undefined || all.some((container) => container.at('image'))) return [];
  const containers = all.flatMap((container) => {
    const own = container.at('name');
    return own?.text === undefined ? [] : { ...own.span, name: own.text };
  });
  return [{ name: name.text, span: name.span, containers }];
}

/** Init containers among them. */
function containersOf(job: YamlValue): readonly YamlValue[] {
  return ['initContainers', 'containers'].flatMap((list) => valuesAt(job, `template.spec.template.spec.${list}.*`));
}

/** Formats that a runtime of KServe serves; undefined when they are not all known. */
export function servingRuntimeFacts(object: ManifestObject): Partial<Definition> {
  const formats = valuesAt(object.root, 'spec.supportedModelFormats.*').map((format) => format.at('name')?.text);
  if (formats.length === 0 || object.isTemplated || formats.includes(undefined)) return {};
  return { keys: formats.flatMap((format) => format ?? []) };
}
