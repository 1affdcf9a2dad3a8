const PHASE =
  '(?:(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval(?:uation)?|dev|avg|average|mean|running|total|epoch|final|batch|step|smoothed|ema|best)[_/ .-]+)*';
const QUALITY = [
  '(?:\\w+[_/-])?loss',
  'loss[_/.-](?:cls|bbox|box|mask|rpn_\\w+|ce|kl|l1|l2|mse|obj|dfl|classifier|objectness|box_reg|g|d|\\w{1,12}_loss)',
  'nll(?:_loss)?',
  'logloss|mlogloss|binary_logloss|multi_logloss|merror',
  '(?:balanced_|binary_|categorical_|sparse_categorical_|top[_-]?\\d_?|token_|mean_token_)?acc(?:uracy)?(?:@\\d+|_top\\d|_?\\d)?',
  'top[_-]?\\d(?:_acc(?:uracy)?)?',
  'f1(?:[_-](?:score|macro|micro|weighted))?|f-?beta',
  'precision|recall|specificity|sensitivity|auc|roc[_-]?auc|auroc|auprc|ap|map(?:@?[\\d.:_-]+)?|map50(?:-95)?',
  'perplexity|ppl|bleu|rouge(?:-?[\\dl](?:sum)?)?|meteor|wer|cer|bpb|bits_per_byte',
  'mae|mse|rmse|mape|r2(?:_score)?|rmsle|mean_absolute_error|mean_squared_error',
  'm?iou|dice|psnr|ssim|fid|lpips',
  '(?:ep(?:isode)?_)?rew(?:ard)?(?:_mean)?|(?:episode_)?return|ep_len_mean',
  'elbo|kl(?:_div(?:ergence)?)?|entropy|grad_?norm|gnorm',
].join('|');

const METRIC = new RegExp(`^${PHASE}(?:${QUALITY})$`, 'i');
/** Settings and facts of the machine that look like measurements, and the counters that have fields of their own. */
const NOT_METRIC =
  /^(?:v_num|seed|rank|local_rank|pid|port|time|eta|elapsed|dt|wall|data_time|batch_size|bs|num_\w+|n_\w+|max_\w+|min_\w+|total_flos|version|device|gpu|node|size|epochs?|steps?|iters?|global_step|it)$/i;
const SETTING =
  /(?:loss|acc|map|score)[_-](?:weight|scale|scaling|fn|func|type|name|coef|factor|every|interval|steps?|freq|threshold|patience|limit|min|max|target|id)/i;

/** A quantity that training programs measure: loss, accuracy, perplexity and the like, with the usual prefixes. */
export function isMetricName(name: string): boolean {
  return METRIC.test(name) && !SETTING.test(name);
}

/** Shown next to a metric when both stand in one line (`lr=0.001`, `tokens_per_second=…`), but never reason enough to call a line one of metrics. */
export function isCompanionName(name: string): boolean {
  return !NOT_METRIC.test(name) && !SETTING.test(name) && name.length <= 40;
}

/** `Val Loss` and `val-loss` are one metric with `val_loss`. */
export function normalName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
