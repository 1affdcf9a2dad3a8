import { ok, type Result } from '../../../domain/base/failure.ts';
import { t } from '../../../domain/base/text.ts';
import { checkNode } from '../../../domain/deploy/checkNode.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import {
  boolAt,
  childrenOf,
  entriesOf,
  integerAt,
  itemsOf,
  nodesOf,
  textAt,
  textOf,
} from '../../../domain/deploy/nodeValues.ts';
import { fieldOf, type SpecNode } from '../../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../../domain/deploy/specProblem.ts';
import { specFailure } from '../../document/readSpec.ts';
import { createSpecDocument, type SpecDocument } from '../../document/specDocument.ts';
import { definedOf } from '../../../domain/base/defined.ts';
import {
  DEFAULT_LINT_CONFIG,
  type LintConfig,
  NEWEST_KUBERNETES_MINOR,
  OLDEST_KUBERNETES_MINOR,
} from '../lintConfig.ts';
import { PROFILES, SEVERITIES, type Severity } from '../severity.ts';
import { lintConfigShape } from './lintConfigShape.ts';
import type { LintSettings } from './lintSettings.ts';
import { PathPatterns } from './pathPatterns.ts';

/**
 * Reads the text of a `.trainyard/lint.yaml`. An empty file is no choice at all. The failure is `invalid`: file, line, field and what was expected.
 * @param ruleIds Of every rule there is.
 */
export function readLintConfig(text: string, path: string, ruleIds: ReadonlySet<string>): Result<LintSettings> {
  const document = createSpecDocument(text);
  const problems = lintConfigProblems(document, ruleIds);
  return problems.length > 0 ? specFailure(problems, { document, path }) : ok(settingsOf(document.root));
}

/** Everything that is wrong in a configuration file, in its order. */
export function lintConfigProblems(document: SpecDocument, ruleIds: ReadonlySet<string>): readonly SpecProblem[] {
  const { root, syntaxProblems } = document;
  if (!root || root.kind === 'null') return syntaxProblems;
  const problems = [
    ...checkNode(root, lintConfigShape()),
    ...unknownRules(root, ruleIds),
    ...versionProblem(fieldOf(root, 'kubernetesVersion')),
  ];
  return [...syntaxProblems, ...problems.toSorted((a, b) => a.span.start - b.span.start)];
}

function unknownRules(root: SpecNode, ruleIds: ReadonlySet<string>): readonly SpecProblem[] {
  const places: readonly (readonly [SpecNode | undefined, readonly (string | number)[]])[] = [
    [fieldOf(root, 'rules'), ['rules']],
    [fieldOf(root, 'options'), ['options']],
    ...nodesOf(fieldOf(root, 'overrides')).map(
      (item, index) => [fieldOf(item, 'rules'), ['overrides', index, 'rules']] as const,
    ),
  ];
  const named = places.flatMap(([node, path]) =>
    entriesOf(node).map(({ key, keySpan }) => ({ id: key, span: keySpan, path: [...path, key] })),
  );
  const forbidden = nodesOf(fieldOf(fieldOf(root, 'suppressions'), 'forbid')).map((node, index) => ({
    id: textOf(node) ?? '',
    span: node.span,
    path: ['suppressions', 'forbid', index],
  }));
  return [...named, ...forbidden]
    .filter(({ id }) => !ruleIds.has(id))
    .map(({ id, span, path }) => unknownRule(id, { span, path }, ruleIds));
}

function unknownRule(id: string, place: Pick<SpecProblem, 'span' | 'path'>, ruleIds: ReadonlySet<string>): SpecProblem {
  const nearest = nearestName(id, ruleIds);
  const message =
    nearest === undefined
      ? t('There is no rule “{0}”.', id)
      : t('There is no rule “{0}”. Did you mean “{1}”?', id, nearest);
  return { ...place, id: 'unknown-name', message, ...definedOf({ nearest }) };
}

function versionProblem(node: SpecNode | undefined): readonly SpecProblem[] {
  const text = textOf(node);
  if (!node || text === undefined || minorOf(text) !== undefined) return [];
  const message = t('Expected 1.{0} to 1.{1}.', OLDEST_KUBERNETES_MINOR, NEWEST_KUBERNETES_MINOR);
  return [{ id: 'wrong-value', path: ['kubernetesVersion'], span: node.span, message }];
}

/** The minor version of `1.33`, `v1.33` or `1.33.2`, when it is one that is known. */
export function minorOf(version: string): number | undefined {
  const minor = Number(/^v?1\.(\d{1,3})(?:\.\d{1,5})?$/.exec(version)?.[1]);
  return minor >= OLDEST_KUBERNETES_MINOR && minor <= NEWEST_KUBERNETES_MINOR ? minor : undefined;
}

function settingsOf(root: SpecNode | undefined): LintSettings {
  const failOn = textAt(root, 'failOn');
  return {
    config: configOf(root),
    overrides: nodesOf(fieldOf(root, 'overrides')).map((item) => ({
      paths: new PathPatterns(itemsOf(fieldOf(item, 'paths'))),
      rules: severitiesIn(fieldOf(item, 'rules')),
    })),
    ignorePaths: new PathPatterns(itemsOf(fieldOf(root, 'ignorePaths'))),
    schemas: itemsOf(fieldOf(root, 'schemas')),
    ...definedOf({
      failOn: failOn === 'never' ? failOn : SEVERITIES.find((severity) => severity === failOn),
      maxWarnings: integerAt(root, 'maxWarnings'),
    }),
  };
}

function configOf(root: SpecNode | undefined): LintConfig {
  const profile = fieldOf(root, 'profile');
  const names = profile?.kind === 'list' ? itemsOf(profile) : [textOf(profile)];
  const suppressions = fieldOf(root, 'suppressions');
  return {
    profiles: names.flatMap((name) => PROFILES.find((known) => known === name) ?? []),
    rules: severitiesIn(fieldOf(root, 'rules')),
    kubernetesMinor: minorOf(textAt(root, 'kubernetesVersion') ?? '') ?? DEFAULT_LINT_CONFIG.kubernetesMinor,
    options: new Map(childrenOf(fieldOf(root, 'options')).map(([rule, node]) => [rule, optionsOf(node)] as const)),
    honoursForeignMarks: boolAt(root, 'honourForeignIgnores') ?? true,
    forbiddenSuppressions: new Set(itemsOf(fieldOf(suppressions, 'forbid'))),
    ...definedOf({ requiresReason: boolAt(suppressions, 'requireReason') }),
  };
}

function severitiesIn(node: SpecNode | undefined): ReadonlyMap<string, Severity | 'off'> {
  return new Map(
    childrenOf(node).flatMap(([rule, value]) => {
      const severity = [...SEVERITIES, 'off' as const].find((one) => one === textOf(value));
      return severity === undefined ? [] : [[rule, severity] as const];
    }),
  );
}

function optionsOf(node: SpecNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(childrenOf(node).map(([name, value]) => [name, plainOf(value)]));
}

function plainOf(node: SpecNode): unknown {
  if (node.kind === 'list') return node.items.map(plainOf);
  if (node.kind === 'map') return optionsOf(node);
  if (node.kind === 'null') return undefined;
  if (node.kind === 'boolean') return node.text.toLowerCase() === 'true';
  return node.kind === 'number' ? Number(node.text) : node.text;
}
