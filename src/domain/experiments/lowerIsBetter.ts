/**
 * Words in names of metrics whose lower value is the better one: those of scikit-learn, Keras, Hugging Face evaluate and torchmetrics, and what is
 * spent. Trackers do not say which direction is good, so the name has to.
 */
const LOWER = new Set(
  [
    'loss losses logloss mlogloss nll bce ce kl elbo err error errors merror mae mse rmse mape smape rmsle msle medae',
    'perplexity ppl wer cer mer ter fid kid lpips bpb bpc brier hamming regret cost distance deviation variance',
    'time duration latency seconds ms memory bytes flops grad norm',
  ]
    .join(' ')
    .split(' '),
);

/** Whether of two values of a metric the lower one is better, by the words of its name: `val/loss`, `validation_rmse`. */
export function lowerIsBetter(name: string): boolean {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => LOWER.has(word));
}
