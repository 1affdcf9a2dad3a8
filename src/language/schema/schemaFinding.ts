import type { FindingDetails } from '../lint/finding.ts';

/** What is wrong with one value of an object, in the name of a rule. */
export interface SchemaFinding extends FindingDetails {
  readonly rule: string;
  readonly message: string;
}
