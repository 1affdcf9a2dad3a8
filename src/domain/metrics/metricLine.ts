import { stripAnsi } from '../logs/ansi.ts';
import { dictMetrics } from './dictMetrics.ts';
import { barMetrics } from './progressBar.ts';
import { plainMetrics } from './plainMetrics.ts';
import type { MetricLine } from './progress.ts';

/** Lines of metrics are short; a longer one is data. */
const LONGEST = 2000;
const HAS_NUMBER = /\d|\b(?:nan|inf)\b/i;
/** Every form that is known holds one of these; a cheap look, because it is taken at every line of the log. */
const HINT =
  /loss|acc|epoch|step|iter|it\/s|s\/it|score|f1|auc|ppl|perplexity|mae|mse|rmse|error|reward|bleu|iou|map|dice|logloss|\d\/\d/i;

/**
 * Reads the forms in which training programs print progress: `loss=0.3`, JSON and Python dictionaries (Hugging Face Trainer), tqdm, Lightning,
 * Keras, fairseq, XGBoost and plain sentences of print. Undefined for every other line: a wrong metric is worse than none.
 */
export function metricLine(text: string): MetricLine | undefined {
  if (text.length > LONGEST || !HAS_NUMBER.test(text) || !HINT.test(text)) return undefined;
  const line = stripAnsi(text).trim();
  return dictMetrics(line) ?? barMetrics(line) ?? plainMetrics(line);
}
