// What a start on a cluster needs, with everything that a test does not care about filled in.
import assert from 'node:assert/strict';
import type { Manifest } from '../../src/domain/cluster/ports.ts';
import type { KubernetesChoices, KubernetesFacts } from '../../src/domain/deploy/kubernetesChoices.ts';
import type { WorkloadSpec } from '../../src/domain/deploy/spec.ts';
import { toKubernetes } from '../../src/domain/deploy/toKubernetes/toKubernetes.ts';

export const START_FACTS: KubernetesFacts = {
  namespace: 'training',
  version: 'v1.34.4',
  image: { reference: 'app:1' },
  environmentFiles: new Map(),
  run: { id: 'id1', name: 'w-calm-otter' },
};

export interface Start {
  readonly workload: WorkloadSpec;
  readonly facts?: Partial<KubernetesFacts>;
  readonly choices?: Partial<KubernetesChoices>;
}

/** Limits and GPUs are those of the spec, as the form offers them. */
export function choicesOf({ workload, choices = {} }: Start): KubernetesChoices {
  const { cpus, memoryBytes, gpu } = workload.resources;
  return {
    parameters: new Map(),
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(gpu === undefined ? {} : { gpu }),
    ...choices,
  };
}

export function start(given: Start) {
  return toKubernetes(given.workload, undefined, {
    choices: choicesOf(given),
    facts: { ...START_FACTS, ...given.facts },
  });
}

export function manifestsOf(given: Start): readonly Manifest[] {
  const result = start(given);
  assert.ok(result.ok, result.ok ? '' : `${result.failure.message} ${result.failure.nextStep}`);
  return result.value;
}
