import type { KubectlInNamespace } from './kubectlInNamespace.ts';

/** A kind of an operator that does not run: its name, under the group of the real one. */
export interface NamedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** `Namespaced` when it is not given. */
  readonly scope?: 'Namespaced' | 'Cluster';
}

/** The name of the definition of a kind: `plural.group`. */
export function definitionName({ apiVersion, kind }: NamedKind): string {
  return `${kind.toLowerCase()}s.${apiVersion.split('/')[0]}`;
}

/**
 * Makes the kinds that the cluster does not have. Definitions belong to the whole cluster, so this is for one of the test bed only.
 * @param made takes the name of each definition that was made, for {@link removeDefinitions}, also when the next one fails
 */
export async function makeDefinitions(
  kubectl: KubectlInNamespace,
  kinds: readonly NamedKind[],
  made: string[],
): Promise<void> {
  for (const kind of kinds) {
    const name = definitionName(kind);
    if ((await kubectl.run(['get', 'crd', name])).code === 0) continue;
    await kubectl.ok(['create', '-f', '-'], JSON.stringify(definitionOf(kind)));
    made.push(name);
  }
  await kubectl.ok(['wait', 'crd', ...kinds.map(definitionName), '--for=condition=Established', '--timeout=60s']);
}

export async function removeDefinitions(kubectl: KubectlInNamespace, names: readonly string[]): Promise<void> {
  for (const name of names) await kubectl.run(['delete', 'crd', name, '--wait=false']);
}

/** It holds a name only: objects of it may have any field, and a state. */
function definitionOf({ apiVersion, kind, scope = 'Namespaced' }: NamedKind): object {
  const [group, version] = apiVersion.split('/');
  const singular = kind.toLowerCase();
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${singular}s.${group}`,
      // Groups under k8s.io are taken with this mark only.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      group,
      scope,
      names: { kind, plural: `${singular}s`, singular },
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  };
}

/** Makes an object. @returns its uid */
export async function createObject(kubectl: KubectlInNamespace, object: object): Promise<string> {
  const text = await kubectl.ok(['create', '-o', 'jsonpath={.metadata.uid}', '-f', '-'], JSON.stringify(object));
  return text.trim();
}

/** Says the state of an object, as its operator would. */
export async function sayState(
  kubectl: KubectlInNamespace,
  { plural, name }: { readonly plural: string; readonly name: string },
  status: object,
): Promise<void> {
  const patch = JSON.stringify({ status });
  await kubectl.ok(['patch', plural, name, '--subresource=status', '--type=merge', '-p', patch]);
}
