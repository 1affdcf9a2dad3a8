import type { YamlValue } from '../yaml/yamlValue.ts';

const WITH_SELECTOR = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);
const WITH_WEBHOOKS = new Set(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']);

/**
 * Whether an object is only a part of one, as patches of Kustomize are: it says so (`$patch`), or lacks so much together that nobody forgot it. From
 * such an object nothing is missing.
 */
export function isPatch(root: YamlValue, kind: string): boolean {
  if (root.tree.mentions('$patch:')) return true;
  if (WITH_SELECTOR.has(kind) && !root.at('spec', 'selector')) {
    const template = root.at('spec', 'template');
    return !template?.at('metadata', 'labels') || !template.at('spec', 'containers');
  }
  if (WITH_WEBHOOKS.has(kind)) {
    const first = root.at('webhooks', 0);
    return first !== undefined && !first.at('clientConfig') && !first.at('sideEffects');
  }
  return false;
}
