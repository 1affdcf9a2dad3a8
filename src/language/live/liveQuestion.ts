import type { LiveObject, LiveQuestion } from '../../domain/cluster/liveCluster.ts';
import { isName, LONGEST_SUBDOMAIN } from '../manifest/kubernetesName.ts';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { SchemaSet } from '../schema/schemaSet.ts';

/** What is asked of a cluster about all open files; a file made to hurt may name any number. */
const MOST = 50;

interface Known {
  readonly schemas: SchemaSet;
  readonly kubernetesMinor: number;
}

/** What open manifests want to know of connected clusters: namespaces that they name, objects that may wait for something, groups that nobody knows. */
export function liveQuestion(
  files: Iterable<{ readonly documents: readonly ManifestDocument[]; readonly known: Known }>,
): LiveQuestion {
  const namespaces = new Set<string>();
  const objects = new Map<string, LiveObject>();
  const apiVersions = new Set<string>();
  for (const { documents, known } of files) {
    for (const { objects: those, isTemplated } of documents) {
      for (const object of those) {
        const { namespace } = object;
        if (namespace !== undefined && isDnsName(namespace) && namespaces.size < MOST) namespaces.add(namespace);
        const version = unknownVersion(object, known);
        if (version !== undefined && apiVersions.size < MOST) apiVersions.add(version);
        const asked = isTemplated ? undefined : objectOf(object);
        if (asked && objects.size < MOST) objects.set(JSON.stringify(asked), asked);
      }
    }
  }
  return { namespaces: [...namespaces], objects: [...objects.values()], apiVersions: [...apiVersions] };
}

/** Whether a text is a name of Kubernetes, so that it can stand in a path. */
function isDnsName(text: string): boolean {
  return text.length <= LONGEST_SUBDOMAIN && isName(text, 'subdomain');
}

/** Of kinds that run something, with names that can be asked for. */
function objectOf({ apiVersion, kind, name, namespace, carrier, pods }: ManifestObject): LiveObject | undefined {
  if (apiVersion === undefined || kind === undefined || name === undefined || carrier || pods.length === 0)
    return undefined;
  if (!isDnsName(name) || (namespace !== undefined && !isDnsName(namespace))) return undefined;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `example.com/v1` of a kind without a schema. Kubernetes' own groups are known as a whole. */
function unknownVersion({ apiVersion, kind }: ManifestObject, known: Known): string | undefined {
  if (apiVersion === undefined || kind === undefined) return undefined;
  const [group = '', version = '', ...more] = apiVersion.split('/');
  if (more.length > 0 || !group.includes('.') || !isDnsName(group) || !isDnsName(version)) return undefined;
  return known.schemas.find(apiVersion, kind, known.kubernetesMinor) ? undefined : apiVersion;
}
