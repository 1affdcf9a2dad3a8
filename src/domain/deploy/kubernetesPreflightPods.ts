import type { Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Manifest } from '../cluster/ports.ts';
import type { KubernetesCheck, KubernetesPreflightFacts } from './kubernetesPreflight.ts';
import { fieldOf, isObject } from './plainData.ts';

/**
 * The pods of these objects, for a dry run of their own: the server takes a Job or a Deployment whose pods it will refuse (Pod Security, quota,
 * limit ranges, a missing account or priority), and says so in events only, after the start.
 */
export function podsToTry(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.flatMap(({ metadata, ...object }): Manifest[] => {
    const template = fieldOf(object, 'spec', 'template');
    const spec = fieldOf(template, 'spec');
    const own = fieldOf(template, 'metadata');
    if (!isObject(spec) || !isObject(own)) return [];
    const { name, namespace } = metadata;
    return [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...own, name, ...(namespace === undefined ? {} : { namespace }) },
        spec: { ...spec },
      },
    ];
  });
}

/** A user who may make Jobs but no pods learns nothing from the try; a refusal of the pod itself is what was looked for. */
export function checkPods(manifests: readonly Manifest[], { dryRun }: KubernetesPreflightFacts): KubernetesCheck[] {
  return podsToTry(manifests).flatMap(({ metadata: { name } }) => {
    const answer = dryRun.get(`Pod/${name}`);
    return answer ? [checkPod(name, answer)] : [];
  });
}

function checkPod(name: string, answer: Result<unknown>): KubernetesCheck {
  const head = { id: `dryRun:Pod/${name}`, title: t('Pods') };
  if (answer.ok) return { ...head, state: 'pass', message: t('The server takes pods like these.') };
  const { code, message, detail, nextStep } = answer.failure;
  const words = `${message} ${detail ?? ''}`;
  const isRefused = code === 'invalid' || code === 'rejected' || code === 'forbidden';
  if (!isRefused || /cannot (create|patch|get) resource|not allowed to/.test(words)) {
    return { ...head, state: 'unknown', message: t('The server could not be asked about the pods.') };
  }
  return { ...head, state: 'fail', message, ...(nextStep ? { fix: nextStep } : {}) };
}
