import { QuickPickItemKind } from 'vscode';
import { t } from '../../domain/base/text.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import { manifestName } from '../../domain/deploy/applyReport.ts';
import { shownSides } from '../../domain/deploy/change.ts';
import type { PlannedObject } from '../../domain/helm/chartPlan.ts';
import type { RenderedChart } from '../../domain/helm/renderedChart.ts';
import type { ChangeDiffs, ChangePair } from './changeDiffs.ts';
import { lookItem, type ReviewItem, reviewChanges } from './reviewChanges.ts';

export interface ChartDecision {
  readonly rollsBack: boolean;
  readonly takesOver: boolean;
}

export interface ChartQuestion {
  /** Name of the release. */
  readonly release: string;
  /** `lab/team-a` */
  readonly where: string;
  readonly isThere: boolean;
  /** The server would refuse to change fields of others. */
  readonly isServerSide: boolean;
  readonly isProtected: boolean;
  readonly rendered: RenderedChart;
  readonly plan: readonly PlannedObject[];
}

/** Shows the differences and asks. Undefined: nothing is to be changed. */
export async function decideChart(
  diffs: ChangeDiffs,
  question: ChartQuestion,
  text: ManifestText,
): Promise<ChartDecision | undefined> {
  const { release, where, isThere, isServerSide, isProtected, rendered, plan } = question;
  const shown: { readonly object: PlannedObject; readonly pair: ChangePair }[] = [];
  for (const object of plan) {
    const pair = await pairOf(object, text);
    if (pair) shown.push({ object, pair });
  }
  const pairs = shown.map(({ pair }) => pair);
  const lookAt = (object: PlannedObject) => shown.findIndex((each) => each.object === object);
  const name = t('{0} in {1}', release, where);
  const base = isThere ? t('Upgrade {0} to {1}', name, rendered.chart) : t('Install {0} as {1}', rendered.chart, name);
  const title = isProtected ? t('{0}, a protected context', base) : base;
  const others = [...new Set(plan.flatMap((object) => object.others ?? []))];
  const takesOver = isServerSide && others.length > 0;
  const upgrade = takesOver ? t('Upgrade {0}, and take over the fields of the others', name) : t('Upgrade {0}', name);
  const verb = isThere ? upgrade : t('Install {0}', name);
  const items: readonly ReviewItem<ChartDecision>[] = [
    { label: `$(cloud-upload) ${verb}`, description: countText(plan), decision: { rollsBack: false, takesOver } },
    {
      label: `$(discard) ${isThere ? t('Upgrade, and roll back if it fails') : t('Install, and remove it if it fails')}`,
      decision: { rollsBack: true, takesOver },
    },
    ...lookItem(pairs),
    { label: `$(close) ${t('Cancel')}`, description: t('nothing is changed') },
    { label: t('What would happen'), kind: QuickPickItemKind.Separator },
    ...plan.map((object) => {
      const look = lookAt(object);
      const label = `${ICONS[object.kind]} ${manifestName(object.manifest)}`;
      return { label, description: wordsOf(object), ...(look < 0 ? {} : { look }) };
    }),
    ...rendered.hooks.map((hook) => ({ label: `$(zap) ${hook}`, description: t('is run as a hook') })),
  ];
  return await reviewChanges(diffs, { title, where, pairs, items });
}

const ICONS: Readonly<Record<PlannedObject['kind'], string>> = {
  created: '$(add)',
  changed: '$(diff-modified)',
  unchanged: '$(circle-outline)',
  removed: '$(trash)',
  kept: '$(archive)',
  failed: '$(error)',
};

function wordsOf({ kind, failure, others }: PlannedObject): string {
  switch (kind) {
    case 'created':
      return t('is created');
    case 'changed':
      return others ? t('is changed, also fields of {0}', others.join(', ')) : t('is changed');
    case 'unchanged':
      return t('stays as it is');
    case 'removed':
      return t('is deleted: the chart has it no more');
    case 'kept':
      return t('stays, but belongs to the release no more');
    case 'failed':
    default:
      return t('would be refused: {0}', failure?.message ?? '');
  }
}

function countText(plan: readonly PlannedObject[]): string {
  const count = (kind: PlannedObject['kind']) => plan.filter((each) => each.kind === kind).length;
  const parts = [
    { count: count('created'), text: (n: number) => t('{0} created', n) },
    { count: count('changed'), text: (n: number) => t('{0} changed', n) },
    { count: count('removed'), text: (n: number) => t('{0} deleted', n) },
    { count: count('failed'), text: (n: number) => t('{0} refused', n) },
  ].flatMap(({ count: n, text }) => (n === 0 ? [] : [text(n)]));
  return parts.length === 0 ? t('changes no object') : parts.join(', ');
}

/** As it is beside as it would be. */
async function pairOf(
  { manifest, kind, live, planned }: PlannedObject,
  text: ManifestText,
): Promise<ChangePair | undefined> {
  const name = manifestName(manifest);
  if (kind === 'removed') {
    const { after: gone } = shownSides(undefined, live);
    return { name, before: await text.print(gone), after: '' };
  }
  if (kind !== 'created' && kind !== 'changed') return undefined;
  const { before, after } = shownSides(live, planned, manifest);
  return {
    name,
    ...(before === undefined ? {} : { before: await text.print(before) }),
    after: await text.print(after),
  };
}
