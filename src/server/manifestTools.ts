import { bundledSchemas } from '../adapters/schemas/bundledSchemas.ts';
import { ManifestEditor } from '../language/editing/manifestEditor.ts';
import { createManifestLinter } from '../language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from '../language/lint/lintConfig.ts';
import { ReferenceLinter } from '../language/lint/referenceLinter.ts';
import { readSchemaPack } from '../language/schema/readSchemaPack.ts';
import { SchemaPool } from '../language/schema/schemaPool.ts';
import { SchemaSet } from '../language/schema/schemaSet.ts';
import { WorkspaceIndex } from '../language/workspace/workspaceIndex.ts';

/** The editor of manifests with the schemas that are shipped. */
export function manifestEditor(config: LintConfig = DEFAULT_LINT_CONFIG): ManifestEditor {
  const index = new WorkspaceIndex();
  const pack = readSchemaPack(bundledSchemas());
  const schemas = new SchemaSet(pack ? [new SchemaPool(pack)] : []);
  return new ManifestEditor({
    linter: createManifestLinter(config, schemas),
    references: new ReferenceLinter(index, config),
    index,
    schemas,
    kubernetesMinor: config.kubernetesMinor,
  });
}
