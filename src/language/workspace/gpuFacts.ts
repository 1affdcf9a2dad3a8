import { gpuResource } from '../../domain/cluster/gpu.ts';
import { parseQuantity } from '../../domain/cluster/quantity.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import { findPodSpecs } from '../manifest/findPodSpecs.ts';
import { Pod } from '../manifest/pod.ts';
import { podReplicas } from '../manifest/podReplicas.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import type { Amount, Definition, RunningPods } from './objectSymbols.ts';
import { queueLabel } from './referenceRows.ts';
import { valuesAt } from './valuesAt.ts';

/** GPUs of one pod by resource; those whose number is not known are left out. */
export function gpusOf(pod: Pod): RunningPods['gpus'] {
  const sums = new Map<string, number>();
  for (const container of pod.mainContainers)
    for (const { resource, count } of container.gpus)
      if (count !== undefined) sums.set(resource.name, (sums.get(resource.name) ?? 0) + count);
  return Array.from(sums);
}

/** It takes GPUs and names no queue. */
export function isUnqueued(object: ManifestObject): boolean {
  if (object.carrier || object.isTemplated || object.at('metadata', 'labels', queueLabel.label)) return false;
  return object.pods.some(({ hasGpus }) => hasGpus);
}

export function amountOf(value: YamlValue | undefined): Amount | undefined {
  return value?.number === undefined ? undefined : { ...value.span, value: value.number };
}

/** GPUs that a ResourceQuota allows, by resource. */
export function quotaOf(quota: ManifestObject): NonNullable<Definition['allows']> {
  // With a scope it counts some pods alone.
  if (quota.at('spec', 'scopes') || quota.at('spec', 'scopeSelector')) return [];
  return Array.from(quota.at('spec', 'hard')?.items() ?? []).flatMap((entry) => {
    const resource = entry.key?.replace(/^requests\./, '') ?? '';
    const most = entry.number ?? parseQuantity(entry.text);
    return gpuResource(resource) && most !== undefined ? [[resource, most] as const] : [];
  });
}

export function localQueueFacts(object: ManifestObject): Partial<Definition> {
  const queue = object.at('spec', 'clusterQueue')?.text;
  return queue === undefined ? {} : { queue };
}

export function clusterQueueFacts(object: ManifestObject): Partial<Definition> {
  const groups = Array.from(object.at('spec', 'resourceGroups')?.items() ?? []);
  const covered = valuesAt(object.root, 'spec.resourceGroups.*.coveredResources.*').map(({ text }) => text);
  // Without groups it is a piece that is completed elsewhere.
  if (groups.length === 0 || object.isTemplated || covered.includes(undefined)) return {};
  return { allows: covered.map((resource) => [resource ?? '', Number.POSITIVE_INFINITY]) };
}

/** How many GPUs the trials of an experiment take when as many run as may. */
export function experimentFacts(object: ManifestObject): Partial<Definition> {
  const trials = object.at('spec', 'parallelTrialCount');
  const trial = object.at('spec', 'trialTemplate', 'trialSpec');
  const sums = new Map<string, number>();
  for (const pod of (trial ? findPodSpecs(trial) : []).map((spec) => new Pod(object, spec))) {
    const count = podReplicas(pod);
    if (count === undefined) return {};
    for (const [resource, gpus] of gpusOf(pod)) sums.set(resource, (sums.get(resource) ?? 0) + count * gpus);
  }
  if (trials?.number === undefined || sums.size === 0) return {};
  return { demand: { span: trials.span, pods: trials.number, gpus: Array.from(sums) } };
}
