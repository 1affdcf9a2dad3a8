import { definedOf } from '../../base/defined.ts';
import type { Result } from '../../base/failure.ts';
import { ok } from '../../base/failure.ts';
import type { Manifest } from '../../cluster/ports.ts';
import type { RunSpec } from '../spec.ts';
import { type ObjectWords, podTemplate, type StartInput } from './podTemplate.ts';
import { withChanges } from './withChanges.ts';

/** One pod: a Job. Several: an indexed Job, and a headless Service that gives its pods names in DNS. */
export function jobManifests(spec: RunSpec, input: StartInput, words: ObjectWords): Result<readonly Manifest[]> {
  const isGroup = spec.nodes > 1;
  const template = podTemplate(input, words, isGroup ? { name: words.name } : undefined);
  if (!template.ok) return template;
  const { choices } = input;
  const { name, labels, annotations } = words;
  const job: Manifest = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: input.facts.namespace,
      labels: { ...labels, ...definedOf({ 'kueue.x-k8s.io/queue-name': choices.queue }) },
      annotations: withChanges(annotations, input.facts),
    },
    spec: {
      backoffLimit: failuresOf(spec),
      ...(isGroup ? indexed(spec) : {}),
      ...(spec.retries > 0 ? { podFailurePolicy: DISRUPTIONS_DO_NOT_COUNT } : {}),
      ...definedOf({
        ttlSecondsAfterFinished: choices.keepSeconds,
        suspend: choices.isSuspended === true ? true : undefined,
      }),
      template: template.value,
    },
  };
  return ok(isGroup ? [ranksService(input.facts.namespace, words), job] : [job]);
}

/** When one rank fails the others fail with it, so a retry of the whole costs as many failures as there are nodes. */
function failuresOf({ retries, nodes }: RunSpec): number {
  return retries * nodes;
}

/** A pod that was evicted or preempted did nothing wrong. Source: Kubernetes documentation, "Pod failure policy". */
const DISRUPTIONS_DO_NOT_COUNT = {
  rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
} as const;

function indexed({ nodes }: RunSpec): object {
  return { completionMode: 'Indexed', completions: nodes, parallelism: nodes };
}

function ranksService(namespace: string, { name, labels, annotations }: ObjectWords): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels, annotations },
    spec: {
      clusterIP: 'None',
      // Ranks look for each other while they start.
      publishNotReadyAddresses: true,
      selector: { 'app.kubernetes.io/instance': name },
    },
  };
}
