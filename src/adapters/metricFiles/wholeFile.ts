import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { asRecord, numberOf, recordsOf, stringOf } from '../http/json.ts';
import { foldRow, leavesOf, pythonJson, rowOf } from './jsonRows.ts';
import type { MetricForm } from './metricForm.ts';
import type { MetricRecord } from './metricRecord.ts';

/** Files that are read at once: the state of a long training has some megabytes. */
export const MOST_WHOLE = 64 * 1024 * 1024;
const MOST_TEXT = 500;
/** Of aliases in YAML, each of which may be as large as the text. */
const MOST_ALIASES = 100;

/** What the state of Hugging Face's Trainer says of what it was given. */
const GIVEN = ['train_batch_size', 'num_train_epochs', 'max_steps', 'logging_steps', 'eval_steps', 'save_steps'];

/** Reads a file that is written anew each time. False when it is damaged, or being written. Throws errors of the file system. */
export async function foldWholeFile(
  { path, form, madeAt }: { readonly path: string; readonly form: MetricForm; readonly madeAt: number },
  record: MetricRecord,
  signal: AbortSignal,
): Promise<boolean> {
  const text = await readFile(path, { encoding: 'utf8', signal });
  const value = asRecord(/\.ya?ml$/.test(path) ? yamlOf(text) : pythonJson(text));
  if (!value) return form === 'params' && text.trim() === '{}';
  if (form === 'state') {
    for (const row of recordsOf(value, 'log_history')) foldRow(rowOf(row), record, madeAt);
    for (const name of GIVEN) {
      const given = numberOf(value, name);
      if (given !== undefined) record.params.set(name, String(given));
    }
    const best = stringOf(value, 'best_model_checkpoint');
    if (best !== undefined) record.params.set('best_model_checkpoint', best);
    const most = numberOf(value, 'max_steps') ?? 0;
    record.isDone ||= most > 0 && (numberOf(value, 'global_step') ?? 0) >= most;
  } else if (form === 'results') {
    const { values } = rowOf(value);
    const news = values.filter(([key]) => !record.series.has(key));
    record.addRow(news, { step: record.lastStep, time: undefined, madeAt });
  } else for (const [key, leaf] of leavesOf(value)) record.params.set(key, String(leaf).slice(0, MOST_TEXT));
  return true;
}

/** Undefined when it is none. Tags of Python, as Lightning writes them, stand for nothing: what is below them is read. */
function yamlOf(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
