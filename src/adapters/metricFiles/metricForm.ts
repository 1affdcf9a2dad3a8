/**
 * How a file of metrics is read: a table with a row for each step (CSV, TSV), lines of JSON, the state of Hugging Face's Trainer, an object of last results, or what
 * a run was given.
 */
export type MetricForm = 'table' | 'lines' | 'state' | 'results' | 'params';

/** What training libraries call their files: a name alone is no proof, what is in the file is looked at too. */
const KNOWN: ReadonlyMap<string, MetricForm> = new Map([
  // Lightning's CSVLogger, Ultralytics, Stable-Baselines3 and RLlib, timm, Keras's CSVLogger as its examples name it, CatBoost.
  ['metrics.csv', 'table'],
  ['results.csv', 'table'],
  ['progress.csv', 'table'],
  ['summary.csv', 'table'],
  ['history.csv', 'table'],
  ['log.csv', 'table'],
  ['logs.csv', 'table'],
  ['training.log', 'table'],
  ['training.csv', 'table'],
  ['training_log.csv', 'table'],
  ['train_log.csv', 'table'],
  ['learn_error.tsv', 'table'],
  ['test_error.tsv', 'table'],
  // Detectron2 (metrics.json), MMEngine (scalars.json), Ray Tune (result.json), what DETR began (log.txt).
  ['metrics.json', 'lines'],
  ['metrics.jsonl', 'lines'],
  ['scalars.json', 'lines'],
  ['result.json', 'lines'],
  ['log.txt', 'lines'],
  ['log.jsonl', 'lines'],
  ['logs.jsonl', 'lines'],
  ['history.jsonl', 'lines'],
  ['train_log.jsonl', 'lines'],
  ['training_log.jsonl', 'lines'],
  ['trainer_state.json', 'state'],
]);

/** Read beside files of the forms above. */
const BESIDE: ReadonlyMap<string, MetricForm> = new Map([
  ['all_results.json', 'results'],
  ['train_results.json', 'results'],
  ['eval_results.json', 'results'],
  ['predict_results.json', 'results'],
  ['hparams.yaml', 'params'],
  ['args.yaml', 'params'],
  ['params.json', 'params'],
  ['params.yaml', 'params'],
]);

/** Before the names of metrics: CatBoost calls those of both its tables alike, as it does in its event files in folders of these names. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['learn_error.tsv', 'learn/'],
  ['test_error.tsv', 'test/'],
]);

const ENDINGS: ReadonlyMap<string, MetricForm> = new Map([
  ['csv', 'table'],
  ['tsv', 'table'],
  ['jsonl', 'lines'],
  ['ndjson', 'lines'],
]);

/** By the name that a library gives; undefined where it gives none such. */
export const knownForm = (name: string): MetricForm | undefined => KNOWN.get(name);

export const formBeside = (name: string): MetricForm | undefined => BESIDE.get(name);

/** Of any name, for files that the user has pointed to. */
export const formOfEnding = (name: string): MetricForm | undefined =>
  ENDINGS.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase());

export const metricPrefix = (name: string): string => PREFIXES.get(name) ?? '';
