import { t } from '../../../domain/base/text.ts';
import { parseQuantity } from '../../../domain/cluster/quantity.ts';
import type { Span } from '../../../domain/deploy/specNode.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { reportOther } from './table/reports.ts';
import { fieldOf, isSet, maybeSet } from './table/rowCheck.ts';

function quantity(value: YamlValue | undefined): number | undefined {
  return value && (value.number ?? parseQuantity(value.text));
}

/** Visits the quotas of all flavors of all groups. */
function eachQuota(spec: YamlValue, visit: (quota: YamlValue) => void): void {
  for (const group of fieldOf(spec, 'resourceGroups')?.items() ?? []) {
    for (const flavor of fieldOf(group, 'flavors')?.items() ?? []) {
      for (const quota of fieldOf(flavor, 'resources')?.items() ?? []) if (quota.isMap) visit(quota);
    }
  }
}

/** The resources of a flavor, in the order of the group. */
export function checkOrder(group: YamlValue, report: Report): void {
  const covered = Array.from(fieldOf(group, 'coveredResources')?.items() ?? []).map((value) => value.text);
  if (covered.length === 0 || covered.includes(undefined)) return;
  for (const flavor of fieldOf(group, 'flavors')?.items() ?? []) {
    const resources = fieldOf(flavor, 'resources');
    if (resources?.isList === true)
      checkFlavorOrder(
        flavor,
        covered.flatMap((name) => name ?? []),
        report,
      );
  }
}

function checkFlavorOrder(flavor: YamlValue, covered: readonly string[], report: Report): void {
  const names = Array.from(fieldOf(flavor, 'resources')?.items() ?? [], (resource) => resource.at('name'));
  if (names.length !== covered.length) {
    const span = flavor.at('name')?.span ?? flavor.headSpan;
    report.at(span, t('The flavor has {0} resources, and the group covers {1}.', names.length, covered.length));
    return;
  }
  for (const [index, name] of names.entries()) {
    const wanted = covered[index] ?? '';
    if (name?.text === undefined || name.text === wanted) continue;
    report.at(
      name.span,
      t('“{0}” stands where the group covers “{1}”: the order must be the same.', name.text, wanted),
    );
    return;
  }
}

/** Flavors and resources, each once in all groups. */
export function checkTwice(spec: YamlValue, report: Report): void {
  const flavors = new Map<string, Span>();
  const resources = new Map<string, Span>();
  const see = (value: YamlValue | undefined, seen: Map<string, Span>): void => {
    if (value?.text === undefined) return;
    const first = seen.get(value.text);
    if (first)
      report.at(value.span, t('“{0}” is used twice.', value.text), {
        related: [{ ...first, message: t('The first one') }],
      });
    else seen.set(value.text, value.span);
  };
  for (const group of fieldOf(spec, 'resourceGroups')?.items() ?? []) {
    for (const resource of fieldOf(group, 'coveredResources')?.items() ?? []) see(resource, resources);
    for (const flavor of fieldOf(group, 'flavors')?.items() ?? []) see(flavor.at('name'), flavors);
  }
}

/** Limits of borrowing and lending need somebody to borrow from. */
export function checkLimits(parents: readonly string[], isBoundByQuota: boolean) {
  return (spec: YamlValue, report: Report): void => {
    const hasParent = parents.some((parent) => maybeSet(fieldOf(spec, parent)));
    eachQuota(spec, (quota) => {
      for (const field of ['borrowingLimit', 'lendingLimit']) {
        const limit = fieldOf(quota, field);
        if (isSet(limit) && !hasParent) report.at(limit.headSpan, t('“{0}” needs a cohort.', field));
      }
      const lending = fieldOf(quota, 'lendingLimit');
      const [lent, nominal] = [quantity(lending), quantity(fieldOf(quota, 'nominalQuota'))];
      if (lending && isBoundByQuota && lent !== undefined && nominal !== undefined && lent > nominal) {
        report.at(lending.span, t('“{0}” is above “{1}”.', 'lendingLimit', 'nominalQuota'));
      }
    });
  };
}

export function checkNegative(spec: YamlValue, report: Report): void {
  eachQuota(spec, (quota) => {
    for (const field of ['nominalQuota', 'borrowingLimit', 'lendingLimit']) {
      const value = fieldOf(quota, field);
      if (value && (quantity(value) ?? 0) < 0) report.at(value.span, t('“{0}” must be at least {1}.', field, 0));
    }
  });
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Taints and tolerations of a flavor. */
export function checkFlavor(spec: YamlValue, report: Report): void {
  const seen = new Set<string>();
  for (const taint of fieldOf(spec, 'nodeTaints')?.items() ?? []) {
    const effect = fieldOf(taint, 'effect');
    const key = taint.at('key')?.text;
    reportOther(report, effect, EFFECTS);
    if (key === undefined || effect?.text === undefined) continue;
    const both = `${key}:${effect.text}`;
    if (seen.has(both)) report.at(effect.span, t('“{0}” is used twice.', both));
    seen.add(both);
  }
  for (const toleration of fieldOf(spec, 'tolerations')?.items() ?? []) checkToleration(toleration, report);
}

function checkToleration(toleration: YamlValue, report: Report): void {
  const [operator, effect] = [fieldOf(toleration, 'operator'), fieldOf(toleration, 'effect')];
  reportOther(report, operator, ['Equal', 'Exists']);
  reportOther(report, effect, EFFECTS);
  const value = fieldOf(toleration, 'value');
  if (operator?.text === 'Exists' && isSet(value)) {
    report.at(value.headSpan, t('“{0}” may not be set where “{1}” is {2}.', 'value', 'operator', 'Exists'));
  }
  const seconds = fieldOf(toleration, 'tolerationSeconds');
  if (seconds && effect?.text !== 'NoExecute' && !effect?.isMasked) {
    report.at(seconds.headSpan, t('“{0}” needs “{1}”: {2}.', 'tolerationSeconds', 'effect', 'NoExecute'));
  }
}

/** Why flavors are tried in another order. */
export function checkFungibility(fungibility: YamlValue, report: Report): void {
  const preference = fieldOf(fungibility, 'preference');
  if (!isSet(preference)) return;
  for (const field of ['whenCanBorrow', 'whenCanPreempt']) {
    const value = fieldOf(fungibility, field);
    const text = value ? value.text : field === 'whenCanBorrow' ? 'Borrow' : 'TryNextFlavor';
    if (text !== undefined && text !== 'TryNextFlavor') {
      report.at(preference.headSpan, t('“{0}” needs “{1}”: {2}.', 'preference', field, 'TryNextFlavor'));
      return;
    }
  }
}
