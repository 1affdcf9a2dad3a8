import { parsedJson } from '../../../../domain/base/parsedJson.ts';
import { isJsonRecord, jsonRecord } from '../../../schema/jsonRecord.ts';
import type { FieldNode } from './fieldNode.ts';

const FORMAT = 1;

/** What is known of the fields of other programs' files. */
export interface FieldTrees {
  readonly compose: FieldNode;
  readonly workflow: FieldNode;
}

/** The trees of `media/schemas/fields.json.br`; undefined when it is not that file, which is then done without. */
export function readFieldTrees(text: string): FieldTrees | undefined {
  const { format, compose, workflow } = jsonRecord(parsedJson(text));
  return format === FORMAT && isTree(compose) && isTree(workflow) ? { compose, workflow } : undefined;
}

/** What is in it was written with the type. */
function isTree(value: unknown): value is FieldNode {
  return isJsonRecord(value);
}
