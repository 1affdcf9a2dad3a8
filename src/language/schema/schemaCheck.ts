import type { FindingSink } from '../lint/findingSink.ts';
import type { LintContext } from '../lint/lintContext.ts';
import type { ManifestCheck } from '../lint/manifestLinter.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import { schemaRules } from '../rules/schema/schemaRules.ts';
import { SchemaReport } from './schemaReport.ts';
import type { SchemaSet } from './schemaSet.ts';
import { SchemaWalk } from './schemaWalk.ts';

/** Checks objects against the schemas of their kinds. */
export class SchemaCheck implements ManifestCheck {
  readonly rules = schemaRules;
  readonly #schemas: SchemaSet;

  constructor(schemas: SchemaSet) {
    this.#schemas = schemas;
  }

  check(manifest: ManifestObject, sink: FindingSink, { kubernetesMinor }: LintContext): void {
    const { apiVersion, kind, tree, root, isTemplated, isWhole } = manifest;
    if (apiVersion === undefined || kind === undefined || root.target < 0) return;
    const schema = this.#schemas.find(apiVersion, kind, kubernetesMinor);
    if (!schema) return;
    const object = { tree, schema, kubernetesMinor, isTemplated, isWhole };
    new SchemaWalk(object, new SchemaReport(object, kind, sink)).visit(root.target, schema.node);
  }
}
