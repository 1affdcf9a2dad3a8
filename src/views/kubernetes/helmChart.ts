import { FileType, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

const CHART_FILE = 'Chart.yaml';
const NO_FILES = '**/{node_modules,.git,.venv}/**';
const MOST_CHARTS = 200;

/** The folder of a chart: the clicked one, or one of the workspace, the last one first. Charts inside of charts are not offered. */
export async function chooseChart(clicked: unknown, title: string, last?: string): Promise<Result<Uri>> {
  if (clicked instanceof Uri) {
    const folder = clicked.path.endsWith(`/${CHART_FILE}`) ? Uri.joinPath(clicked, '..') : clicked;
    if (await isFile(Uri.joinPath(folder, CHART_FILE))) return ok(folder);
    return await pickChart(await chartsBelow(folder), { title, where: workspace.asRelativePath(folder) });
  }
  const all = await chartsBelow(undefined);
  const rank = ({ fsPath }: Uri) => Number(fsPath !== last);
  return await pickChart(
    all.toSorted((a, b) => rank(a) - rank(b)),
    { title },
  );
}

async function chartsBelow(folder: Uri | undefined): Promise<readonly Uri[]> {
  const root = folder && workspace.getWorkspaceFolder(folder);
  const found = await workspace.findFiles(`**/${CHART_FILE}`, NO_FILES, MOST_CHARTS);
  const folders = found.map((file) => Uri.joinPath(file, '..')).toSorted((a, b) => a.path.localeCompare(b.path));
  const within = folders.filter(({ path }) => !root || !folder || path.startsWith(`${folder.path}/`));
  return within.filter(({ path }) => !within.some((other) => path.startsWith(`${other.path}/charts/`)));
}

async function pickChart(
  charts: readonly Uri[],
  { title, where }: { readonly title: string; readonly where?: string },
): Promise<Result<Uri>> {
  const [first] = charts;
  if (!first) {
    return fail({
      code: 'not-found',
      message:
        where === undefined
          ? t('No chart was found in the workspace: a folder with the file {0}.', CHART_FILE)
          : t('{0} holds no chart: the file {1} is not there.', where, CHART_FILE),
      nextStep: t('Open the folder of a chart, or make one with “helm create”.'),
    });
  }
  if (charts.length === 1) return ok(first);
  const items = charts.map((chart) => ({ label: workspace.asRelativePath(chart), chart }));
  const picked = await window.showQuickPick(items, { title, placeHolder: t('Which chart?'), ignoreFocusOut: true });
  return picked ? ok(picked.chart) : fail(CANCELLED);
}

/** Which values the chart gets. */
export interface ValuesChoice {
  /** Absolute paths, in the order in which helm reads them. */
  readonly valuesFiles: readonly string[];
  readonly keepsValues: boolean;
}

interface ValuesItem extends QuickPickItem {
  readonly file?: string;
  readonly keeps?: boolean;
  readonly asksFile?: boolean;
}

/** Lets the user choose among `values*.yaml` of the chart and other files. */
export async function chooseValues(
  chart: Uri,
  {
    title,
    isThere,
    last,
  }: { readonly title: string; readonly isThere: boolean; readonly last: ValuesChoice | undefined },
): Promise<ValuesChoice | undefined> {
  const own = await valuesFilesOf(chart);
  const others = (last?.valuesFiles ?? []).filter((file) => !own.includes(file));
  const files = [...own, ...(await existing(others))];
  const keeps = isThere && (last?.keepsValues ?? true);
  const items: ValuesItem[] = [
    ...(isThere
      ? [
          {
            label: t('Values that the release was given before'),
            description: t('files that are chosen too are put over them'),
            picked: keeps,
            keeps: true,
          },
        ]
      : []),
    { label: t('Files, in this order'), kind: QuickPickItemKind.Separator },
    ...files.map((file) => ({
      label: workspace.asRelativePath(Uri.file(file)),
      picked: last?.valuesFiles.includes(file) === true,
      file,
    })),
    { label: t('Another file…'), asksFile: true },
  ];
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: t('Values over the defaults of the chart; none is fine'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  const chosen = picked.flatMap(({ file }) => file ?? []);
  const more = picked.some(({ asksFile }) => asksFile === true) ? await askFiles(chart) : [];
  if (!more) return undefined;
  return { valuesFiles: [...chosen, ...more], keepsValues: picked.some((item) => item.keeps === true) };
}

/** `values.yaml` itself is read by helm anyway. */
async function valuesFilesOf(chart: Uri): Promise<readonly string[]> {
  const entries = await workspace.fs.readDirectory(chart);
  const isValues = (name: string) => /^values.*\.ya?ml$/.test(name) && name !== 'values.yaml';
  return entries
    .filter(([name, type]) => (type & FileType.File) !== 0 && isValues(name))
    .map(([name]) => Uri.joinPath(chart, name).fsPath)
    .toSorted();
}

async function existing(files: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(files.map(async (file) => ((await isFile(Uri.file(file))) ? [file] : [])));
  return found.flat();
}

async function askFiles(chart: Uri): Promise<readonly string[] | undefined> {
  const picked = await window.showOpenDialog({
    defaultUri: chart,
    canSelectMany: true,
    filters: { YAML: ['yaml', 'yml'] },
    openLabel: t('Use as values'),
  });
  return picked?.map(({ fsPath }) => fsPath);
}

async function isFile(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
  } catch {
    // Not there, or not for us: it is not offered.
    return false;
  }
}
