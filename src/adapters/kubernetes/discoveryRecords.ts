import type { ResourceKind } from '../../domain/cluster/clusterObject.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, textIn, textsIn } from './fields.ts';

/** Kinds of an aggregated discovery document, in the server's order: of several versions of a group the preferred one comes first. */
export function aggregatedKinds(body: unknown): readonly ResourceKind[] | undefined {
  const document = fieldsOf(body);
  if (document['kind'] !== 'APIGroupDiscoveryList') return undefined;
  return listIn(document, 'items').flatMap((group) => {
    // The core group has no name.
    const name = textIn(fieldsIn(group, 'metadata'), 'name') ?? '';
    return listIn(group, 'versions').flatMap((version) =>
      listIn(version, 'resources').flatMap((raw) => aggregatedKind(raw, name, textIn(version, 'version') ?? '')),
    );
  });
}

function aggregatedKind(raw: Fields, group: string, version: string): readonly ResourceKind[] {
  const plural = textIn(raw, 'resource');
  const kind = textIn(fieldsIn(raw, 'responseKind'), 'kind');
  if (plural === undefined || kind === undefined) return [];
  const verbs = textsIn(raw, 'verbs');
  return [
    {
      group,
      version,
      plural,
      kind,
      isNamespaced: raw['scope'] === 'Namespaced',
      verbs,
      shortNames: textsIn(raw, 'shortNames'),
    },
  ];
}

/** Versions of all groups of an APIGroupList, the preferred one of each group first. */
export function groupVersions(body: unknown): readonly { readonly group: string; readonly version: string }[] {
  return listIn(fieldsOf(body), 'groups').flatMap((raw) => {
    const group = textIn(raw, 'name') ?? '';
    const preferred = textIn(fieldsIn(raw, 'preferredVersion'), 'version');
    const all = listIn(raw, 'versions').flatMap((one) => textIn(one, 'version') ?? []);
    return [...new Set([...(preferred === undefined ? [] : [preferred]), ...all])].map((version) => ({
      group,
      version,
    }));
  });
}

/** Kinds of one APIResourceList. */
export function versionKinds(body: unknown, group: string, version: string): readonly ResourceKind[] {
  return listIn(fieldsOf(body), 'resources').flatMap((raw) => {
    const plural = textIn(raw, 'name');
    const kind = textIn(raw, 'kind');
    // Subresources are listed beside their resource.
    if (plural === undefined || kind === undefined || plural.includes('/')) return [];
    const verbs = textsIn(raw, 'verbs');
    return [
      {
        group,
        version,
        plural,
        kind,
        isNamespaced: raw['namespaced'] === true,
        verbs,
        shortNames: textsIn(raw, 'shortNames'),
      },
    ];
  });
}
