import { type QuickPickItem, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import { allValues } from '../../domain/helm/allValues.ts';
import { describeRelease } from '../../domain/helm/describeRelease.ts';
import type { Release, ReleaseRef } from '../../domain/helm/release.ts';
import { shownManifest, shownManifests } from '../../domain/helm/shownManifest.ts';
import { releaseName, type ReleaseTarget } from './helmTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** One part of a revision as text, with the end of its document's name. */
export type ReleasePart = 'manifest' | 'values' | 'allValues';

/** How the release is, and what its chart says to the user. */
export async function showRelease(deps: KubernetesDeps, target: ReleaseTarget): Promise<Result<void>> {
  const release = await readRelease(target, target.release);
  if (!release.ok) return release;
  const text = describeRelease(release.value, target.release, new Date());
  await deps.documents.show(`${target.release.name}.helm.txt`, text);
  return ok(undefined);
}

export async function showNotes(deps: KubernetesDeps, target: ReleaseTarget): Promise<Result<void>> {
  const release = await readRelease(target, target.release);
  if (!release.ok) return release;
  const { notes } = release.value;
  await deps.documents.show(`${target.release.name}.notes.txt`, notes === '' ? t('The chart has no notes.') : notes);
  return ok(undefined);
}

/** Values can hold secrets: nothing but this command shows them, and nothing writes them anywhere. */
export async function showValues(deps: KubernetesDeps, target: ReleaseTarget): Promise<Result<void>> {
  const items: (QuickPickItem & { readonly part: ReleasePart })[] = [
    { label: t('Values that were given'), description: t('as with helm get values'), part: 'values' },
    { label: t('All values, with the defaults of the chart'), description: 'helm get values --all', part: 'allValues' },
  ];
  const title = t('Values of {0}', releaseName(target));
  const placeHolder = t('They can hold secrets, which are shown as they are');
  const picked = await window.showQuickPick(items, { title, placeHolder });
  return picked ? await showPart(deps, target, target.release, picked.part) : fail(CANCELLED);
}

/** Shows a part of a revision as a document. */
export async function showPart(
  deps: KubernetesDeps,
  target: ReleaseTarget,
  revision: ReleaseRef,
  part: ReleasePart,
): Promise<Result<void>> {
  const text = await partOf(deps, target, revision, part);
  if (!text.ok) return text;
  await deps.documents.show(documentName(revision, part), text.value);
  return ok(undefined);
}

/** Shows what differs between two revisions. */
export async function compareParts(
  deps: KubernetesDeps,
  target: ReleaseTarget,
  [before, after]: readonly [ReleaseRef, ReleaseRef],
  part: ReleasePart,
): Promise<Result<void>> {
  const texts = await bothParts(deps, target, [before, after], part);
  if (!texts.ok) return texts;
  const [left, right] = texts.value;
  const title = t('{0}: revision {1} ↔ {2}', before.name, before.revision, after.revision);
  await deps.documents.showDiff(
    { name: documentName(before, part), content: left },
    { name: documentName(after, part), content: right },
    title,
  );
  return ok(undefined);
}

async function bothParts(
  deps: KubernetesDeps,
  target: ReleaseTarget,
  [before, after]: readonly [ReleaseRef, ReleaseRef],
  part: ReleasePart,
): Promise<Result<readonly [string, string]>> {
  const [one, other] = [await readRelease(target, before), await readRelease(target, after)];
  if (!one.ok) return one;
  if (!other.ok) return other;
  const text = await deps.loadManifestText();
  if (part !== 'manifest')
    return ok([await valuesText(one.value, part, text), await valuesText(other.value, part, text)]);
  return await shownManifests([one.value.manifest, other.value.manifest], before.name, text);
}

async function partOf(
  deps: KubernetesDeps,
  target: ReleaseTarget,
  revision: ReleaseRef,
  part: ReleasePart,
): Promise<Result<string>> {
  const release = await readRelease(target, revision);
  if (!release.ok) return release;
  const text = await deps.loadManifestText();
  if (part === 'manifest') return await shownManifest(release.value.manifest, revision.name, text);
  return ok(await valuesText(release.value, part, text));
}

function valuesText(
  { values, chartValues }: Release,
  part: Exclude<ReleasePart, 'manifest'>,
  text: ManifestText,
): Promise<string> {
  return text.print(part === 'values' ? values : allValues(chartValues, values));
}

function documentName({ name, revision }: ReleaseRef, part: ReleasePart): string {
  const what = { manifest: 'manifest', values: 'values', allValues: 'all-values' }[part];
  return `${name}.v${revision}.${what}.yaml`;
}

function readRelease({ cluster }: ReleaseTarget, revision: ReleaseRef): Promise<Result<Release>> {
  return withProgress(t('Reading {0}, revision {1}', revision.name, revision.revision), (_report, signal) =>
    cluster.releases.read(revision, signal),
  );
}
