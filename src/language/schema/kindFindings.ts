import { t } from '../../domain/base/text.ts';
import type { Fix } from '../lint/finding.ts';
import { choiceFix } from '../lint/fixes/choiceFix.ts';
import { columnOf, lineBreakOf } from '../lint/fixes/linePlaces.ts';
import { renameFix } from '../lint/fixes/renameFix.ts';
import { replaceValue } from '../lint/fixes/replaceValue.ts';
import { apiGroup } from '../manifest/apiGroup.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import { type ApiRemoval, apiRemoval } from './apiRemovals.ts';
import { nearestName } from './nearestName.ts';
import type { SchemaFinding } from './schemaFinding.ts';
import type { KindSchema, SchemaSet } from './schemaSet.ts';

/** An apiVersion that Kubernetes gave up or will give up. Undefined for those that are well. */
export function removedApi(manifest: ManifestObject, kubernetesMinor: number): SchemaFinding | undefined {
  const { apiVersion = '', kind = '' } = manifest;
  const removal = apiRemoval(apiVersion, kind);
  if (!removal || kubernetesMinor < removal.deprecated) return undefined;
  const isRemoved = removal.removed > 0 && kubernetesMinor >= removal.removed;
  return {
    rule: isRemoved ? 'k8s-removed-api' : 'k8s-deprecated-api',
    message: removalMessage(`${kind} ${apiVersion}`, removal, isRemoved),
    tag: 'deprecated',
    fixes: () => newApiVersion(manifest, removal.use),
  };
}

/** A version of a custom resource that its CRD calls deprecated; undefined for others. */
export function deprecatedVersion(
  manifest: ManifestObject,
  { isDeprecated }: KindSchema,
  { schemas, kubernetesMinor }: { readonly schemas: SchemaSet; readonly kubernetesMinor: number },
): SchemaFinding | undefined {
  if (!isDeprecated) return undefined;
  const { apiVersion = '', kind = '' } = manifest;
  const use = schemas
    .near(apiVersion, kind, kubernetesMinor)
    .ofKind.find((version) => version !== apiVersion && apiGroup(version) === apiGroup(apiVersion));
  const name = `${kind} ${apiVersion}`;
  return {
    rule: 'k8s-deprecated-api',
    message: use === undefined ? t('{0} is deprecated.', name) : t('{0} is deprecated. Use {1}.', name, use),
    tag: 'deprecated',
    fixes: () => newApiVersion(manifest, use),
  };
}

function removalMessage(name: string, { deprecated, removed, use }: ApiRemoval, isRemoved: boolean): string {
  if (isRemoved)
    return use === undefined
      ? t('{0} was removed in Kubernetes 1.{1}.', name, removed)
      : t('{0} was removed in Kubernetes 1.{1}. Use {2}.', name, removed, use);
  return use === undefined
    ? t('{0} is deprecated since Kubernetes 1.{1}.', name, deprecated)
    : t('{0} is deprecated since Kubernetes 1.{1}. Use {2}.', name, deprecated, use);
}

/** Fields may have moved, so it is a choice. */
function newApiVersion(manifest: ManifestObject, use: string | undefined): readonly Fix[] {
  const value = manifest.at('apiVersion');
  if (use === undefined || use.includes(' ') || !value) return [];
  return choiceFix(t('Write “{0}”', use), replaceValue(value, use));
}

/** Kinds of files that kubectl reads itself; the API server has none of them. */
const OF_CLIENTS = new Set(['v1 Config', 'v1 List']);

/**
 * A kind that nobody knows, where that is a mistake: another version or spelling is known, or the group is Kubernetes' own. Kinds of other groups
 * are not judged.
 */
export function unknownKind(
  manifest: ManifestObject,
  schemas: SchemaSet,
  kubernetesMinor: number,
): SchemaFinding | undefined {
  const { apiVersion = '', kind = '' } = manifest;
  // What has no group and is no version is a file of another tool.
  if (OF_CLIENTS.has(`${apiVersion} ${kind}`) || !/\/|^v\d/.test(apiVersion)) return undefined;
  const rule = 'k8s-unknown-kind';
  const bounds = schemas.bounds(apiVersion, kind);
  if (bounds) {
    const message =
      kubernetesMinor < bounds.since
        ? t(
            '{0} {1} is there since Kubernetes 1.{2}; this is for 1.{3}.',
            kind,
            apiVersion,
            bounds.since,
            kubernetesMinor,
          )
        : t('{0} {1} was removed in Kubernetes 1.{2}.', kind, apiVersion, bounds.until);
    return { rule, message };
  }
  const { ofGroup, ofKind, isBuiltIn } = schemas.near(apiVersion, kind, kubernetesMinor);
  const version =
    ofKind.find((known) => apiGroup(known) === apiGroup(apiVersion)) ??
    (isBuiltIn || apiVersion === '' ? ofKind[0] : undefined);
  if (version !== undefined)
    return {
      rule,
      message: t('There is no {0} in “{1}”. Is “{2}” meant?', kind, apiVersion, version),
      fixes: () => {
        const value = manifest.at('apiVersion');
        return value ? choiceFix(t('Write “{0}”', version), replaceValue(value, version)) : [];
      },
    };
  const near = nearestName(kind, ofGroup);
  if (near === undefined)
    return isBuiltIn ? { rule, message: t('There is no {0} in “{1}”.', kind, apiVersion) } : undefined;
  return {
    rule,
    message: t('There is no {0} in “{1}”. Is “{2}” meant?', kind, apiVersion, near),
    fixes: () => {
      const value = manifest.at('kind');
      return value ? choiceFix(t('Write “{0}”', near), replaceValue(value, near)) : [];
    },
  };
}

/** `apiVersion` or `kind` alone, in a document that has the shape of an object. */
export function halfNamed(
  manifest: ManifestObject,
  schemas: SchemaSet,
  kubernetesMinor: number,
): SchemaFinding | undefined {
  const { apiVersion, kind } = manifest;
  if (apiVersion !== undefined && kind !== undefined) return undefined;
  const missing = kind === undefined ? 'kind' : 'apiVersion';
  if (!manifest.isWhole || manifest.at(missing) !== undefined) return undefined;
  if (manifest.at('metadata')?.isMap !== true || manifest.at('spec')?.isMap !== true) return undefined;
  return {
    rule: 'k8s-missing-apiversion-kind',
    message: t('“{0}” is missing, so this is no Kubernetes object.', missing),
    fixes: () => {
      const misspelt = misspeltKey(manifest, missing);
      if (misspelt) return renameFix(misspelt, missing);
      return missing === 'kind' ? [] : addVersion(manifest, schemas.near('', kind ?? '', kubernetesMinor).ofKind);
    },
  };
}

function misspeltKey({ root }: ManifestObject, wanted: string): YamlValue | undefined {
  const keys = Array.from(root.items());
  const near = nearestName(
    wanted,
    keys.map(({ key = '' }) => key),
  );
  return near === undefined ? undefined : keys.find(({ key }) => key === near);
}

function addVersion(manifest: ManifestObject, versions: readonly string[]): readonly Fix[] {
  return versions.map((version) => ({
    title: t('Add “{0}”', `apiVersion: ${version}`),
    edits: [insertFirst(manifest, `apiVersion: ${version}`)],
    isSafe: versions.length === 1,
  }));
}

function insertFirst({ root }: ManifestObject, line: string): { start: number; end: number; newText: string } {
  const start = root.span.start;
  const { text } = root.tree;
  return { start, end: start, newText: `${line}${lineBreakOf(text)}${' '.repeat(columnOf(text, start))}` };
}
