import { Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import {
  columnsOf,
  csvOf,
  exportedFrom,
  type ExportedRuns,
  markdownOf,
  type WriteParquet,
} from '../../domain/experiments/exportRuns.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { ExportFormat } from '../../protocol/experimentsPage.ts';
import type { PlotFile } from '../../protocol/plotMessages.ts';

const ENDINGS: Readonly<Record<ExportFormat, string>> = { csv: 'csv', markdown: 'md', parquet: 'parquet' };

export interface ShownRuns {
  readonly model: RunsModel;
  readonly title: string;
  readonly loadParquet: () => Promise<WriteParquet>;
}

/** Asks where to, and writes the runs that pass the filter with the columns that are shown, in the order of the table; of a pivot its lines. Groups are not written. */
export async function exportRuns(
  { model, title, loadParquet }: ShownRuns,
  format: ExportFormat,
): Promise<Result<void>> {
  const name = `${title.replaceAll(/[^\w.-]+/g, '-')}.${ENDINGS[format]}`;
  const target = await askTarget(t('Export the runs'), name, ENDINGS[format]);
  if (!target) return fail(CANCELLED);
  return await withProgress(t('Exporting runs to {0}', target.path.split('/').at(-1) ?? name), async () => {
    const exported = exportedFrom(model);
    await workspace.fs.writeFile(
      target,
      format === 'parquet' ? (await loadParquet())(columnsOf(exported)) : await textOf(exported, format),
    );
    return ok(undefined);
  });
}

/** Asks where to, and writes what a plot has made. */
export async function savePlot({ name, content }: PlotFile): Promise<Result<void>> {
  const target = await askTarget(t('Save the plot'), name, name.split('.').at(-1) ?? '');
  if (!target) return fail(CANCELLED);
  await workspace.fs.writeFile(target, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return ok(undefined);
}

async function askTarget(title: string, name: string, ending: string): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return await window.showSaveDialog({
    title,
    filters: { [ending.toUpperCase()]: [ending] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
}

async function textOf(exported: ExportedRuns, format: 'csv' | 'markdown'): Promise<Uint8Array> {
  const parts: string[] = [];
  for (const part of (format === 'csv' ? csvOf : markdownOf)(exported)) {
    parts.push(part);
    // Others of this process have their turn between the parts.
    if (parts.length % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return new TextEncoder().encode(parts.join(''));
}
