import { FileType, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { setProblem } from '../../domain/helm/chartSource.ts';

const CHART_FILE = 'Chart.yaml';
const NO_FILES = '**/{node_modules,.git,.venv}/**';
const MOST_CHARTS = 200;

/** The folder of a chart: the clicked one, or one below it. */
export async function clickedChart(clicked: Uri, title: string): Promise<Result<Uri>> {
  const folder = clicked.path.endsWith(`/${CHART_FILE}`) ? Uri.joinPath(clicked, '..') : clicked;
  if (await isFile(Uri.joinPath(folder, CHART_FILE))) return ok(folder);
  return await pickChart(await chartsBelow(folder), { title, where: workspace.asRelativePath(folder) });
}

/** Folders of charts, of the workspace or below a folder. Charts inside of charts are not among them. */
export async function chartsBelow(folder: Uri | undefined): Promise<readonly Uri[]> {
  const root = folder && workspace.getWorkspaceFolder(folder);
  const found = await workspace.findFiles(`**/${CHART_FILE}`, NO_FILES, MOST_CHARTS);
  const folders = found.map((file) => Uri.joinPath(file, '..')).toSorted((a, b) => a.path.localeCompare(b.path));
  const within = folders.filter(({ path }) => !root || !folder || path.startsWith(`${folder.path}/`));
  return within.filter(({ path }) => !within.some((other) => path.startsWith(`${other.path}/charts/`)));
}

async function pickChart(
  charts: readonly Uri[],
  { title, where }: { readonly title: string; readonly where: string },
): Promise<Result<Uri>> {
  const [first] = charts;
  if (!first) {
    return fail({
      code: 'not-found',
      message: t('{0} holds no chart: the file {1} is not there.', where, CHART_FILE),
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
  /** As helm's `--set` takes them; not remembered, because they may be secrets. */
  readonly set?: string;
}

interface ValuesItem extends QuickPickItem {
  readonly file?: string;
  readonly keeps?: boolean;
  readonly asks?: 'file' | 'set';
}

/** Lets the user choose among `values*.yaml` of the chart and other files. */
export async function chooseValues(
  chart: Uri | undefined,
  {
    title,
    isThere,
    last,
  }: { readonly title: string; readonly isThere: boolean; readonly last: ValuesChoice | undefined },
): Promise<ValuesChoice | undefined> {
  const own = chart ? await valuesFilesOf(chart) : [];
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
    { label: t('Another file…'), asks: 'file' },
    { label: t('Single values…'), description: t('over those of the files, as with --set'), asks: 'set' },
  ];
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: t('Values over the defaults of the chart; none is fine'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  const chosen = picked.flatMap(({ file }) => file ?? []);
  const more = picked.some(({ asks }) => asks === 'file') ? await askFiles(chart) : [];
  if (!more) return undefined;
  const set = picked.some(({ asks }) => asks === 'set') ? await askSet(title) : '';
  if (set === undefined) return undefined;
  const keepsValues = picked.some((item) => item.keeps === true);
  return { valuesFiles: [...chosen, ...more], keepsValues, ...(set === '' ? {} : { set }) };
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

async function askSet(title: string): Promise<string | undefined> {
  return await window.showInputBox({
    title,
    prompt: t('name=value, several with commas. They are kept in the release, and not remembered here.'),
    placeHolder: 'image.tag=2,replicas=3',
    ignoreFocusOut: true,
    validateInput: setProblem,
  });
}

async function askFiles(chart: Uri | undefined): Promise<readonly string[] | undefined> {
  const start = chart ?? workspace.workspaceFolders?.[0]?.uri;
  const picked = await window.showOpenDialog({
    ...(start === undefined ? {} : { defaultUri: start }),
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
