import { stat } from 'node:fs/promises';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import { type DirectoryPlaces, directoryCatalog } from '../folders/directoryCatalog.ts';
import { MetricFinder } from './metricFinder.ts';

/** Folders of runs with CSV and JSONL files of metrics as training libraries name them, and any such folder or file that the user has added. */
export function metricFilesCatalog(places: DirectoryPlaces): TrackerCatalog {
  const finder = new MetricFinder();
  return directoryCatalog(places, {
    kind: 'metricFiles',
    below: (folder, signal) => finder.directories(folder, signal),
    formOf: async (place, signal) => {
      if (!(await finder.isOne(place, signal))) return undefined;
      return (await stat(place)).isFile() ? 'file' : 'folder';
    },
    glob: '**/{metrics,results,progress,summary,history,log,logs,training,training_log,train_log,scalars,result,trainer_state,learn_error,test_error}.{csv,json,jsonl,log,tsv,txt}',
  });
}
