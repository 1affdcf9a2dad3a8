/**
 * What runs must be like, as the filter of the table says it: `metrics.val_loss < 0.3 and params.model = "vit"`.
 * Names and operators are those of MLflow's search (https://mlflow.org/docs/latest/ml/search/search-runs/), with `or`, `not`, `in`, parentheses and
 * regular expressions added, which are then judged here.
 */
export type RunFilter =
  | { readonly kind: 'all' | 'any'; readonly of: readonly RunFilter[] }
  | { readonly kind: 'not'; readonly of: RunFilter }
  | FilterComparison;

export interface FilterComparison {
  readonly kind: 'compare';
  readonly field: FilterField;
  readonly operator: FilterOperator;
  /** One for each operator but `in`; none for `is null` and `is not null`. */
  readonly values: readonly (string | number)[];
}

export type FilterOperator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'like'
  | 'ilike'
  | 'matches'
  | 'in'
  | 'is null'
  | 'is not null';

export interface FilterField {
  readonly group: 'metrics' | 'params' | 'tags' | 'attributes';
  /** Of attributes: run_id, run_name, status, user_id, start_time, end_time, artifact_uri. Times compare in milliseconds since 1970. */
  readonly name: string;
}
