import type { CodeLens, Range } from 'vscode-languageserver-types';
import { t } from '../../../domain/base/text.ts';
import type { ClusterSubject } from '../../../domain/base/tree.ts';
import type { WaitingObject } from '../../../domain/cluster/liveCluster.ts';
import type { Span } from '../../../domain/deploy/specNode.ts';
import type { LiveValues } from '../../live/liveValues.ts';
import { apiGroup } from '../../manifest/apiGroup.ts';
import type { ManifestDocument } from '../../manifest/manifestFile.ts';

/** It applies the file in front: it shows the differences to the cluster and asks, and Escape changes nothing. */
const APPLY = 'trainyard.clusters.apply';
/** It shows the differences alone. */
const COMPARE = 'trainyard.clusters.compareFile';

/** Commands above the objects of a file. Those that need a cluster are there while one is connected. */
export function manifestLenses(
  documents: readonly ManifestDocument[],
  live: LiveValues,
  range: (document: ManifestDocument, span: Span) => Range,
): readonly CodeLens[] {
  const written = documents.filter(({ objects, isTemplated }) => objects.length > 0 && !isTemplated);
  const [first] = written;
  const [top] = first?.objects ?? [];
  if (!first || !top) return [];
  const startOf = (document: ManifestDocument, { start }: Span) => range(document, { start, end: start });
  const above = startOf(first, top.root.span);
  const lenses: CodeLens[] = [{ range: above, command: { title: t('Apply…'), command: APPLY } }];
  if (live.isEmpty) return lenses;
  lenses.push({ range: above, command: { title: t('Diff with cluster…'), command: COMPARE } });
  for (const document of written) {
    for (const { apiVersion, kind, name, namespace, root } of document.objects) {
      if (apiVersion === undefined || kind === undefined || name === undefined) continue;
      for (const { clusterId, object } of live.waiting({ apiVersion, kind, name, namespace })) {
        const command = {
          title: t('Why pending?'),
          command: 'trainyard.clusters.whyPending',
          arguments: [subjectOf(clusterId, object)],
        };
        lenses.push({ range: startOf(document, root.span), command });
      }
    }
  }
  return lenses;
}

/** What rows of the Clusters view hand to the command. */
function subjectOf(clusterId: string, { apiVersion, kind, plural, namespace, name }: WaitingObject): ClusterSubject {
  if (kind === 'Pod' && apiVersion === 'v1') return { kind: 'pod', clusterId, namespace, name };
  const [group, version] = [apiGroup(apiVersion), apiVersion.slice(apiVersion.indexOf('/') + 1)];
  const resource = { group, version, plural, kind, isNamespaced: true };
  return { kind: 'clusterObject', clusterId, resource, namespace, name };
}
