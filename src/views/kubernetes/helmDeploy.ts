import { type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Manifest } from '../../domain/cluster/ports.ts';
import { chartName, type ChartSource, isRemoteChart } from '../../domain/helm/chartSource.ts';
import { type PlannedObject, planUpgrade } from '../../domain/helm/chartPlan.ts';
import {
  type ChartRelease,
  type HelmVersion,
  previewArgs,
  releaseNameProblem,
  upgradeArgs,
} from '../../domain/helm/helmCommands.ts';
import type { HelmProgram } from '../../domain/helm/ports.ts';
import { newestReleases, type ReleaseEntry } from '../../domain/helm/release.ts';
import { RELEASE_STORES } from '../../domain/helm/releaseFacts.ts';
import { type RenderedChart, renderedChartOf } from '../../domain/helm/renderedChart.ts';
import { choosePlace, type Place } from '../shared/choosePlace.ts';
import { placeText, protectionIn, writable } from '../shared/contextProtection.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { ChangeDiffs } from './changeDiffs.ts';
import { chooseValues } from './helmChart.ts';
import { chooseSource } from './helmSource.ts';
import { HelmMemory } from './helmMemory.ts';
import { decideChart } from './helmPreview.ts';
import { isRelease, refreshReleases } from './helmTarget.ts';
import { helmTimes } from './helmTimes.ts';
import type { ClusterRows, KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

interface NamedPlace extends Place {
  readonly name: string;
}

interface Deployment {
  readonly diffs: ChangeDiffs;
  readonly program: HelmProgram;
  readonly version: HelmVersion;
  readonly place: NamedPlace;
  readonly release: ChartRelease;
  /** What is there of it already. */
  readonly entry: ReleaseEntry | undefined;
}

/** Installs a chart, or upgrades the release that it became: asks where and with which values, shows what would happen, and does it. */
export async function deployChart(
  deps: KubernetesDeps,
  { diffs }: Pick<KubernetesTools, 'diffs'>,
  { clicked, selected }: ClusterRows,
): Promise<Result<void>> {
  const title = t('Install or upgrade a Helm chart');
  const program = await deps.loadHelm();
  // Before any question: without it all answers would be in vain.
  const version = await program.version(new AbortController().signal);
  if (!version.ok) return version;
  const memory = new HelmMemory(deps.workspaceState);
  const chosen = await chooseChartAndPlace(deps, memory, { program, clicked, selected, title });
  if (!chosen.ok) return chosen;
  const { source, place } = chosen.value;
  const { chart } = source;
  const allowed = writable(place.cluster);
  if (!allowed.ok) return allowed;
  const entry = await withProgress(t('Looking for {0}', place.name), (_report, signal) => entryOf(place, signal));
  if (!entry.ok) return entry;
  const { namespace, name, cluster } = place;
  const id = { clusterId: cluster.connection.id, namespace, name };
  const last = memory.ofRelease(id);
  const values = await chooseValues(isRemoteChart(chart) ? undefined : Uri.file(chart), {
    title: t('Values for {0}', whereOf(place)),
    isThere: entry.value !== undefined,
    last: last?.chart === chart ? last : undefined,
  });
  if (!values) return fail(CANCELLED);
  const { valuesFiles, keepsValues } = values;
  await memory.add({ ...id, valuesFiles, keepsValues, chart });
  const release = { ...source, name, namespace, ...values };
  return await previewAndDeploy(deps, { diffs, program, version: version.value, place, release, entry: entry.value });
}

const whereOf = ({ cluster, namespace, name }: NamedPlace): string =>
  t('{0} in {1}', name, placeText(cluster.connection.label, namespace));

interface Asked {
  readonly program: HelmProgram;
  readonly clicked: unknown;
  readonly selected: unknown;
  readonly title: string;
}

async function chooseChartAndPlace(
  deps: KubernetesDeps,
  memory: HelmMemory,
  { program, clicked, selected, title }: Asked,
): Promise<Result<{ readonly source: ChartSource; readonly place: NamedPlace }>> {
  const row = subjectsOf(clicked, selected).find(isRelease);
  if (!row) {
    const source = await chooseSource(program, memory, { clicked, title });
    if (!source.ok) return source;
    const place = await choosePlaceAndName(deps, memory, source.value.chart, title);
    return place.ok ? ok({ source: source.value, place: place.value }) : place;
  }
  const place = await knownPlace(deps, row);
  if (!place.ok) return place;
  const allowed = writable(place.value.cluster);
  if (!allowed.ok) return allowed;
  const last = memory.ofRelease(row);
  const asked = { clicked: undefined, title: t('Upgrade {0} with which chart?', row.name), last: last?.chart };
  const source = await chooseSource(program, memory, asked);
  return source.ok ? ok({ source: source.value, place: place.value }) : source;
}

type KnownRelease = { readonly clusterId: string; readonly namespace: string; readonly name: string };

async function knownPlace({ clusters }: KubernetesDeps, known: KnownRelease): Promise<Result<NamedPlace>> {
  const { clusterId, namespace, name } = known;
  const cluster = await clusters.cluster(clusterId);
  return cluster.ok ? ok({ cluster: cluster.value, namespace, name }) : cluster;
}

/** What the chart became before is offered first. */
async function choosePlaceAndName(
  deps: KubernetesDeps,
  memory: HelmMemory,
  chart: string,
  title: string,
): Promise<Result<NamedPlace>> {
  const labels = new Map((await deps.clusters.list()).map(({ id, label }) => [id, label]));
  const before = memory.ofChart(chart).filter(({ clusterId }) => labels.has(clusterId));
  if (before.length > 0) {
    const other: QuickPickItem & { readonly known?: KnownRelease } = { label: t('Another release…') };
    const items = [
      ...before.map((known) => ({
        label: known.name,
        description: `${labels.get(known.clusterId) ?? ''}/${known.namespace}`,
        known,
      })),
      { label: '', kind: QuickPickItemKind.Separator },
      other,
    ];
    const picked = await window.showQuickPick<QuickPickItem & { readonly known?: KnownRelease }>(items, {
      title,
      placeHolder: t('Which release?'),
      ignoreFocusOut: true,
    });
    if (!picked) return fail(CANCELLED);
    if (picked.known) return await knownPlace(deps, picked.known);
  }
  const place = await choosePlace(deps.clusters, title);
  if (!place.ok) return place;
  const folder = chartName(chart);
  const name = await window.showInputBox({
    title,
    prompt: t('Name of the release in {0}', placeText(place.value.cluster.connection.label, place.value.namespace)),
    value: releaseNameProblem(folder) === undefined ? folder : '',
    ignoreFocusOut: true,
    validateInput: releaseNameProblem,
  });
  return name === undefined ? fail(CANCELLED) : ok({ ...place.value, name });
}

/** The newest revision of the release; undefined: it is new. Where helm keeps it in config maps, those are looked at too. */
async function entryOf(place: NamedPlace, signal: AbortSignal): Promise<Result<ReleaseEntry | undefined>> {
  for (const store of RELEASE_STORES) {
    const entries = await place.cluster.releases.list(store, place.namespace, signal);
    if (!entries.ok && entries.failure.code !== 'forbidden') return entries;
    const found = entries.ok ? newestReleases(entries.value).find(({ name }) => name === place.name) : undefined;
    if (found && found.status !== 'uninstalled') return ok(found);
  }
  return ok(undefined);
}

async function previewAndDeploy(deps: KubernetesDeps, deployment: Deployment): Promise<Result<void>> {
  const { place, entry } = deployment;
  const where = whereOf(place);
  const preview = await withProgress(t('Checking what {0} would become', where), (_report, signal) =>
    previewOf(deps, deployment, signal),
  );
  if (!preview.ok) return preview;
  const isProtected = protectionIn(place.cluster.connection.label) !== 'none';
  const question = {
    release: place.name,
    where: placeText(place.cluster.connection.label, place.namespace),
    isThere: entry !== undefined,
    isProtected,
    ...preview.value,
  };
  const decision = await decideChart(deployment.diffs, question, await deps.loadManifestText());
  if (!decision) return fail(CANCELLED);
  const { minutes, timeoutMs } = helmTimes();
  const title = entry ? t('Upgrading {0}', where) : t('Installing {0}', where);
  const done = await withProgress(title, (report, signal) => {
    report(t('until it is ready, for at most {0} min', minutes));
    const args = upgradeArgs(deployment.release, deployment.version, { minutes, ...decision });
    return runHelm(deployment, args, timeoutMs, signal);
  });
  refreshReleases(deps, place.cluster);
  if (!done.ok) return done;
  const told = entry ? t('{0} was upgraded.', where) : t('{0} was installed.', where);
  deps.notify.info(told, { title: t('Show notes'), run: () => showNotesOf(deps, place) });
  return ok(undefined);
}

async function showNotesOf(deps: KubernetesDeps, place: NamedPlace): Promise<void> {
  const entry = await entryOf(place, new AbortController().signal);
  if (!entry.ok) deps.notify.failure(entry.failure);
  else if (entry.value) {
    const subject = { ...entry.value, kind: 'helmRelease', clusterId: place.cluster.connection.id } as const;
    await deps.commands.run('trainyard.helm.notes', subject);
  }
}

function runHelm(
  { program, place, entry }: Deployment,
  args: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<string>> {
  const store = entry === undefined ? {} : { store: entry.store };
  return program.run(place.cluster.connection, args, { ...store, timeoutMs }, signal);
}

interface Preview {
  readonly rendered: RenderedChart;
  readonly plan: readonly PlannedObject[];
  readonly isServerSide: boolean;
}

async function previewOf(deps: KubernetesDeps, deployment: Deployment, signal: AbortSignal): Promise<Result<Preview>> {
  const { release, version, place, entry } = deployment;
  const printed = await runHelm(deployment, previewArgs(release, version), helmTimes().timeoutMs, signal);
  if (!printed.ok) return printed;
  const rendered = renderedChartOf(printed.value);
  if (!rendered.ok) return rendered;
  const old = entry
    ? await place.cluster.releases.read(entry, signal)
    : ok({ manifest: '', isServerSide: version.major >= 4 });
  if (!old.ok) return old;
  const text = await deps.loadManifestText();
  const manifests: (readonly Manifest[])[] = [];
  for (const manifest of [old.value.manifest, rendered.value.manifest]) {
    const parsed = await text.parse(manifest, `${release.name}.yaml`);
    if (!parsed.ok) return parsed;
    manifests.push(parsed.value);
  }
  const [before = [], after = []] = manifests;
  // An older helm does not know of it.
  const isServerSide = old.value.isServerSide && version.major >= 4;
  const parts = { cluster: place.cluster, namespace: place.namespace, before, after };
  const plan = await planUpgrade(parts, signal);
  return plan.ok ? ok({ rendered: rendered.value, plan: plan.value, isServerSide }) : plan;
}
