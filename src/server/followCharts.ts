import type { ChartIndex } from '../language/chart/chartIndex.ts';
import type { OpenFiles } from './openFiles.ts';

/** Takes files of charts over, and tells once which values must be read anew for it. */
export function followCharts(
  index: ChartIndex,
  files: OpenFiles,
): { readonly seen: (uri: string, text: string | undefined) => void; readonly changed: () => readonly string[] } {
  let isChanged = false;
  return {
    seen: (uri, text) => {
      if (index.set(uri, text)) isChanged = true;
    },
    changed: () => {
      if (!isChanged) return [];
      isChanged = false;
      return files.forgetValues();
    },
  };
}
