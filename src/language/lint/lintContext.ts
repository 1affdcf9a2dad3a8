import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { JsonRecord } from '../schema/jsonRecord.ts';

/** What rules may know besides the text. Everything is optional knowledge: a rule that lacks it says nothing. */
export interface LintContext {
  /** Minor version of Kubernetes 1.x that the manifests are for. */
  readonly kubernetesMinor: number;
  /** Settings of single rules, by id; values come from the user's configuration and are checked by the rule. */
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Undefined where the text is of no file. */
  readonly near?: NearFiles | undefined;
  /** `values.schema.json` of the chart that values are for. */
  readonly valuesSchema?: JsonRecord | undefined;
}
