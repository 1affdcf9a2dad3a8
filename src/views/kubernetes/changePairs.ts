import type { ManifestText } from '../../domain/cluster/ports.ts';
import type { Planned } from '../../domain/deploy/applyPlan.ts';
import { manifestName } from '../../domain/deploy/applyReport.ts';
import { shownSides } from '../../domain/deploy/change.ts';
import type { ChangePair } from './changeDiffs.ts';

/** What is to be seen of a document: as it is in the cluster, and as it would be. */
export interface ShownChange {
  readonly document: Planned;
  readonly pair: ChangePair;
}

/** Of the documents that would change something, in their order. */
export async function changePairs(
  planned: readonly Planned[],
  manifests: ManifestText,
): Promise<readonly ShownChange[]> {
  const shown: ShownChange[] = [];
  for (const document of planned) {
    const pair = await pairOf(document, manifests);
    if (pair) shown.push({ document, pair });
  }
  return shown;
}

/** Undefined: there is nothing to compare. */
async function pairOf(
  { sent, outcome, preview, manifest }: Planned,
  manifests: ManifestText,
): Promise<ChangePair | undefined> {
  const name = manifestName(manifest);
  const printed = (data: unknown) => manifests.print(data);
  if (outcome.kind === 'unchecked') return { name, after: await printed(shownSides(undefined, sent, sent).after) };
  if (!preview || preview.kind === 'unchanged') return undefined;
  const sides = shownSides(preview.kind === 'created' ? undefined : preview.before, preview.object, sent);
  const after = await printed(sides.after);
  return sides.before === undefined ? { name, after } : { name, before: await printed(sides.before), after };
}
