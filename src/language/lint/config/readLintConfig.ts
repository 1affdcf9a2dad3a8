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
import { fieldOf, type Span, type SpecNode } from '../../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../../domain/deploy/specProblem.ts';
import { specFailure } from '../../document/readSpec.ts';
import { createSpecDocument, type SpecDocument } from '../../document/specDocument.ts';
import { definedOf } from '../../../domain/base/defined.ts';
import { allRules } from '../../rules/allRules.ts';
import { byRule, otherNameText, rulesNamed } from '../../rules/rulesNamed.ts';
import {
  DEFAULT_LINT_CONFIG,
  type LintConfig,
  NEWEST_KUBERNETES_MINOR,
  OLDEST_KUBERNETES_MINOR,
} from '../lintConfig.ts';
import { PROFILES, SEVERITIES, type Severity } from '../severity.ts';
import { lintConfigShape } from './lintConfigShape.ts';
import type { LintSettings } from './lintSettings.ts';
import { minorOf } from './minorOf.ts';
import { PathPatterns } from './pathPatterns.ts';

/** Reads the text of a `.trainyard/lint.yaml`. An empty file is no choice at all. The failure is `invalid`: file, line, field and what was expected. */
export function readLintConfig(text: string, path: string): Result<LintSettings> {
  const document = createSpecDocument(text);
  const problems = lintConfigProblems(document);
  return problems.length > 0 ? specFailure(problems, { document, path }) : ok(settingsOf(document.root));
}

/** Everything that is wrong in a configuration file, in its order. */
export function lintConfigProblems(document: SpecDocument): readonly SpecProblem[] {
  const { root, syntaxProblems } = document;
  if (!root || root.kind === 'null') return syntaxProblems;
  const problems = [
    ...checkNode(root, lintConfigShape()),
    ...namedRules(root).flatMap((named) => (rulesNamed(named.id).length > 0 ? [] : [unknownRule(named)])),
    ...versionProblem(fieldOf(root, 'kubernetesVersion')),
  ];
  return [...syntaxProblems, ...problems.toSorted((a, b) => a.span.start - b.span.start)];
}

/** Rules that are named otherwise than they are called now. */
export function otherNames(root: SpecNode | undefined): readonly OtherName[] {
  return namedRules(root).flatMap(({ id, span }) => {
    const message = otherNameText(id);
    const [only, ...more] = rulesNamed(id);
    return message === undefined ? [] : [{ span, message, ...(more.length === 0 ? definedOf({ only }) : {}) }];
  });
}

interface OtherName {
  readonly span: Span;
  readonly message: string;
  /** The id, where it is one. */
  readonly only?: string;
}

interface NamedRule extends Pick<SpecProblem, 'span' | 'path'> {
  readonly id: string;
}

function namedRules(root: SpecNode | undefined): readonly NamedRule[] {
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
  return [...named, ...forbidden];
}

function unknownRule({ id, ...place }: NamedRule): SpecProblem {
  const nearest = nearestName(id, allRules().keys());
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
    options: byRule(
      idsLast(childrenOf(fieldOf(root, 'options'))).map(([rule, node]) => [rule, optionsOf(node)] as const),
    ),
    honoursForeignMarks: boolAt(root, 'honourForeignIgnores') ?? true,
    forbiddenSuppressions: new Set(itemsOf(fieldOf(suppressions, 'forbid')).flatMap(rulesNamed)),
    ...definedOf({ requiresReason: boolAt(suppressions, 'requireReason') }),
  };
}

function severitiesIn(node: SpecNode | undefined): ReadonlyMap<string, Severity | 'off'> {
  return byRule(
    idsLast(childrenOf(node)).flatMap(([rule, value]) => {
      const severity = [...SEVERITIES, 'off' as const].find((one) => one === textOf(value));
      return severity === undefined ? [] : [[rule, severity] as const];
    }),
  );
}

/** The order of a map means nothing, so that what is said of a rule by its id counts. */
function idsLast(entries: readonly (readonly [name: string, node: SpecNode])[]): typeof entries {
  return entries.toSorted(([a], [b]) => Number(allRules().has(a)) - Number(allRules().has(b)));
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
