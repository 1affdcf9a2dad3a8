import type { FindingSink } from '../lint/findingSink.ts';
import type { LintContext } from '../lint/lintContext.ts';
import type { ManifestCheck } from '../lint/manifestLinter.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import { schemaRules } from '../rules/schema/schemaRules.ts';
import { deprecatedVersion, halfNamed, removedApi, unknownKind } from './kindFindings.ts';
import { readOnlyFields } from './readOnlyFields.ts';
import type { SchemaFinding } from './schemaFinding.ts';
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
    if (root.target < 0) return;
    if (apiVersion === undefined || kind === undefined) {
      add(sink, manifest.head, halfNamed(manifest, this.#schemas, kubernetesMinor));
      return;
    }
    for (const { key, ...finding } of readOnlyFields(manifest)) add(sink, key, finding);
    const schema = this.#schemas.find(apiVersion, kind, kubernetesMinor);
    const removal =
      removedApi(manifest, kubernetesMinor) ??
      (schema && deprecatedVersion(manifest, schema, { schemas: this.#schemas, kubernetesMinor }));
    if (removal) add(sink, manifest.at('apiVersion')?.span ?? manifest.head, removal);
    else if (!schema) add(sink, manifest.head, unknownKind(manifest, this.#schemas, kubernetesMinor));
    if (!schema) return;
    const { groupKind, carrier } = manifest;
    const isCarried = carrier !== undefined && carrier.kind?.endsWith('List') !== true;
    const object = {
      tree,
      root: root.target,
      kind,
      groupKind,
      schema,
      kubernetesMinor,
      isCarried,
      isTemplated,
      isWhole,
    };
    new SchemaWalk(object, new SchemaReport(object, sink)).visit(root.target, schema.node);
  }
}

function add(sink: FindingSink, span: ManifestObject['head'], finding: SchemaFinding | undefined): void {
  if (!finding) return;
  const { rule, ...what } = finding;
  sink.add(rule, span, what);
}
