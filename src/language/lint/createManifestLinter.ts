import { manifestRules } from '../rules/manifestRules.ts';
import { yamlRules } from '../rules/yaml/yamlRules.ts';
import { SchemaCheck } from '../schema/schemaCheck.ts';
import type { SchemaSet } from '../schema/schemaSet.ts';
import { EmbeddedManifests } from './embeddedManifests.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from './lintConfig.ts';
import { ManifestLinter } from './manifestLinter.ts';

/**
 * The linter with all rules there are.
 * @param schemas Of kinds; without them nothing is said that needs a schema. `SchemaSet.of(readSchemaPack(text))` with the decompressed text of
 * `media/schemas/schemas.json.br`.
 */
export function createManifestLinter(config: LintConfig = DEFAULT_LINT_CONFIG, schemas?: SchemaSet): ManifestLinter {
  const ofSchemas = schemas ? [new SchemaCheck(schemas)] : [];
  const checks = [...ofSchemas, new EmbeddedManifests(ofSchemas)];
  return new ManifestLinter({ rules: manifestRules, infos: yamlRules, checks, config });
}
