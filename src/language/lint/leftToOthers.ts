import { parseAllDocuments } from 'yaml';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { Finding } from './finding.ts';
import { allRules } from '../rules/allRules.ts';

/** What any reader of YAML reports. Source: yaml-language-server, which reads with the package `yaml`. */
const YAML_RULES = new Set(['yaml-syntax', 'yaml-tab-indent', 'yaml-duplicate-key', 'yaml-unused-anchor']);
/** What a JSON schema can say. */
const SCHEMA_RULES = new Set([
  'k8s-unknown-field',
  'k8s-missing-required',
  'k8s-wrong-type',
  'k8s-enum',
  'k8s-pattern-format',
  'yaml-null-value',
]);
/** Whose names the rules of Dockerfiles have as well. */
const DOCKER_PEERS = { dockerSyntax: 'dockerfile-utils/', dockerChecks: 'buildkit/' } as const;

/**
 * The findings of a document without those that the others report. What they cannot see stays: kinds of operators have no schema there, and much that
 * kubectl's reader of YAML refuses is right to theirs.
 */
export function withoutLeft(
  document: ManifestDocument,
  findings: readonly Finding[],
  left: ReadonlySet<string>,
): readonly Finding[] {
  if (left.size === 0 || findings.length === 0) return findings;
  const isYaml =
    left.has('yamlSyntax') && findings.some(({ rule }) => YAML_RULES.has(rule)) && isRefused(document.text);
  const isSchema = left.has('kubernetesSchema') && document.objects.every(({ group }) => isOfKubernetes(group));
  if (!isYaml && !isSchema) return findings;
  return findings.filter(({ rule }) => !(isYaml && YAML_RULES.has(rule)) && !(isSchema && SCHEMA_RULES.has(rule)));
}

/** Rules of Dockerfiles that have the name of a check of the others. */
export function leftRules(left: readonly string[]): readonly string[] {
  const peers = Object.entries(DOCKER_PEERS).flatMap(([name, prefix]) => (left.includes(name) ? [prefix] : []));
  if (peers.length === 0) return [];
  return Array.from(allRules().values()).flatMap(({ id, aliases = [] }) =>
    aliases.some((alias) => peers.some((prefix) => alias.startsWith(prefix))) ? [id] : [],
  );
}

function isRefused(text: string): boolean {
  return parseAllDocuments(text, { logLevel: 'silent' }).some(
    ({ errors, warnings }) => errors.length + warnings.length > 0,
  );
}

/** `apps`, `networking.k8s.io`; not those of special interest groups, which are CRDs. */
function isOfKubernetes(group: string): boolean {
  return !group.includes('.') || (group.endsWith('.k8s.io') && !group.endsWith('.x-k8s.io'));
}
