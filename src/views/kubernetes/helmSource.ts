import { type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import {
  chartName,
  type ChartSource,
  type FoundChart,
  foundCharts,
  isOci,
  isRemoteChart,
  ociChart,
  SEARCH_ARGS,
  UPDATE_ARGS,
  versionsArgs,
} from '../../domain/helm/chartSource.ts';
import type { HelmProgram } from '../../domain/helm/ports.ts';
import { chartsBelow, clickedChart } from './helmChart.ts';
import type { HelmMemory } from './helmMemory.ts';

/** Milliseconds: the cached indexes of many repositories have tens of megabytes. */
const SEARCH_MS = 60_000;
/** Repositories are asked over the network, one after the other. */
const UPDATE_MS = 180_000;

interface Question {
  readonly clicked: unknown;
  readonly title: string;
  /** What the release was made from the last time. */
  readonly last?: string | undefined;
}

interface SourceItem extends QuickPickItem {
  readonly source?: ChartSource | 'repository' | 'registry';
}

/** The clicked chart, or one of the workspace, of the user's repositories, or of a registry. The last one comes first. */
export async function chooseSource(
  program: HelmProgram,
  memory: HelmMemory,
  { clicked, title, last }: Question,
): Promise<Result<ChartSource>> {
  if (clicked instanceof Uri) {
    const folder = await clickedChart(clicked, title);
    return folder.ok ? ok({ chart: folder.value.fsPath }) : folder;
  }
  const folders = (await chartsBelow(undefined)).map(({ fsPath }) => fsPath);
  const known = last !== undefined && isRemoteChart(last) ? [last] : [];
  const charts = [...known, ...folders].toSorted((a, b) => Number(a !== last) - Number(b !== last));
  const items: SourceItem[] = [
    ...charts.map((chart) => ({
      label: isRemoteChart(chart) ? chart : workspace.asRelativePath(chart),
      ...(chart === last ? { description: t('as the last time') } : {}),
      source: isRemoteChart(chart) && !isOci(chart) ? ('repository' as const) : { chart },
    })),
    ...(charts.length > 0 ? [{ label: '', kind: QuickPickItemKind.Separator }] : []),
    {
      label: `$(package) ${t('Chart of a repository…')}`,
      description: t('of those that helm knows'),
      source: 'repository',
    },
    { label: `$(cloud) ${t('Chart of a registry…')}`, description: 'oci://', source: 'registry' },
  ];
  const picked = await window.showQuickPick(items, { title, placeHolder: t('Which chart?'), ignoreFocusOut: true });
  if (picked?.source === undefined) return fail(CANCELLED);
  if (picked.source === 'registry') return await askRegistry(memory, title);
  if (picked.source === 'repository') {
    const isLast = picked.label === last;
    return isLast ? await pickVersion(program, picked.label, title) : await pickFound(program, title);
  }
  return ok(picked.source);
}

/** A chart of the user's repositories, by any word of its name or description, and then its version. */
async function pickFound(program: HelmProgram, title: string): Promise<Result<ChartSource>> {
  for (;;) {
    const found = await search(program, SEARCH_ARGS);
    if (!found.ok) return found;
    const refresh: QuickPickItem = {
      label: `$(refresh) ${t('Ask the repositories for new charts')}`,
      description: 'helm repo update',
      alwaysShow: true,
    };
    const items = found.value.map((chart) => ({
      label: chart.name,
      description: wordsOf(chart),
      detail: chart.description,
    }));
    const picked = await window.showQuickPick<QuickPickItem>([...items, refresh], {
      title,
      placeHolder: t('Which chart? Type to look for one'),
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (!picked) return fail(CANCELLED);
    if (picked !== refresh) return await pickVersion(program, picked.label, title);
    const updated = await withProgress(t('Asking the repositories for new charts'), (_report, signal) =>
      program.runLocally(UPDATE_ARGS, UPDATE_MS, signal),
    );
    if (!updated.ok) return updated;
  }
}

async function pickVersion(program: HelmProgram, name: string, title: string): Promise<Result<ChartSource>> {
  const found = await search(program, versionsArgs(name));
  if (!found.ok) return found;
  const versions = found.value.filter((each) => each.name === name);
  const [only] = versions;
  if (!only) {
    return fail({
      code: 'not-found',
      message: t('{0} is in none of the repositories that helm knows.', name),
      nextStep: t('Add its repository with “helm repo add”, or run “helm repo update”.'),
    });
  }
  if (versions.length === 1) return ok({ chart: name, version: only.version });
  const items = versions.map((chart, index) => ({
    label: chart.version,
    description: [chart.appVersion === '' ? '' : t('app {0}', chart.appVersion), index === 0 ? t('the newest') : '']
      .filter((part) => part !== '')
      .join(' · '),
  }));
  const placeHolder = t('Which version of {0}?', name);
  const picked = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  return picked ? ok({ chart: name, version: picked.label }) : fail(CANCELLED);
}

const wordsOf = ({ version, appVersion }: FoundChart): string =>
  appVersion === '' ? version : `${version} · ${t('app {0}', appVersion)}`;

async function search(program: HelmProgram, args: readonly string[]): Promise<Result<readonly FoundChart[]>> {
  const printed = await withProgress(t('Looking for charts'), (_report, signal) =>
    program.runLocally(args, SEARCH_MS, signal),
  );
  if (printed.ok) return foundCharts(printed.value);
  if (!/no repositories/.test(printed.failure.message)) return printed;
  return fail({
    code: 'not-found',
    message: t('helm knows no repository.'),
    nextStep: t('Add one in a terminal: helm repo add NAME URL'),
  });
}

/** Helm cannot list what a registry has, so that the address is asked for. */
async function askRegistry(memory: HelmMemory, title: string): Promise<Result<ChartSource>> {
  const [last] = memory.addresses;
  const text = await window.showInputBox({
    title,
    prompt: t('Address of the chart, with a version or the newest: oci://registry/path/chart:1.2.3'),
    placeHolder: 'oci://ghcr.io/team/charts/serve:1.2.3',
    ...(last === undefined ? {} : { value: last, valueSelection: [last.length - chartName(last).length, last.length] }),
    ignoreFocusOut: true,
    validateInput: (value) =>
      ociChart(value) ? undefined : t('Write oci://registry/path/chart, and :version for a certain one'),
  });
  const source = text === undefined ? undefined : ociChart(text);
  return source ? ok(source) : fail(CANCELLED);
}
