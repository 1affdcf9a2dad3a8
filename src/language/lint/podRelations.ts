import { t } from '../../domain/base/text.ts';
import type {
  Claim,
  Definition,
  Labels,
  PodLabels,
  Reference,
  RunningPods,
  Selector,
} from '../workspace/objectSymbols.ts';
import { folderOf } from './folderOf.ts';
import { ofFolder, targetsOf, type Surroundings } from './surroundings.ts';

/** Pods of a workload that no PodDisruptionBudget selects. */
export function checkBudgets(definition: Definition, { labels, count, gpus }: RunningPods, where: Surroundings): void {
  const { sink } = where;
  if (count === undefined || count < 2 || labels.length === 0 || !definition.replicas) return;
  if (!sink.isOn('workload-no-pdb') && gpus.length === 0) return;
  if (isSelected('ref-pdb-no-pods', labels, definition.namespace, where)) return;
  if (gpus.length > 0)
    sink.add('serve-no-pdb', definition.replicas, {
      message: t(
        'No PodDisruptionBudget keeps any of the {0} pods of “{1}” when nodes are drained.',
        count,
        definition.name,
      ),
    });
  sink.add('workload-no-pdb', definition.replicas, {
    message: t(
      'No PodDisruptionBudget keeps any of the {0} pods of “{1}” when nodes are drained.',
      count,
      definition.name,
    ),
  });
}

/** One that selects by more than labels, or everything, is for its own folder. */
function isSelected(rule: string, labels: Labels, namespace: string | undefined, where: Surroundings): boolean {
  return where.index
    .selecting(rule, labels, namespace)
    .some(({ thing, uri }) => thing.labels.length > 0 || folderOf(uri) === where.folder);
}

/** A budget that keeps more pods than an autoscaler leaves. */
export function checkScaledBudget(reference: Reference, where: Surroundings): void {
  const { least, namespace } = reference;
  if (!least) return;
  for (const { runs } of targetsOf(reference, where)) {
    if (!runs) continue;
    const budgets = ofFolder(where.index.selecting('ref-pdb-no-pods', runs.labels, namespace), where);
    const found = budgets.find(({ thing }) => thing.keeps?.isShare === false && thing.keeps.value > least.value);
    if (!found) continue;
    where.sink.add('pdb-gt-hpa-min', least, {
      message: t(
        'With {0} pods none may be evicted: “{1}” keeps {2}.',
        least.value,
        found.thing.from ?? '',
        found.thing.keeps?.value ?? 0,
      ),
    });
  }
}

/** A budget that keeps as many pods as a workload has. */
export function checkKeptPods(budget: Selector, where: Surroundings): void {
  const { keeps, labels, namespace, from } = budget;
  if (!keeps || keeps.isShare || labels.length === 0 || !where.sink.isOn('pdb-min-available')) return;
  const pods = ofFolder(where.index.pods(labels, namespace), where).map(({ thing }) => thing);
  const [first, other] = pods;
  if (!first?.workload || other || first.isOpen) return;
  const { groupKind, name, count } = first.workload;
  // An autoscaler may run more of them; one of KEDA names its workload in another way.
  const isScaled = where.index
    .references(groupKind, name, namespace)
    .some(({ thing }) => thing.rule === 'ref-hpa-target');
  if (keeps.value < count || count === 0 || isScaled || where.index.has(['keda.sh/ScaledObject'])) return;
  where.sink.add('pdb-min-available', keeps, {
    message: t('“{0}” has {1} pods and “{2}” keeps {3}: none may be evicted.', name, count, from ?? '', keeps.value),
  });
}

/** Pods that no NetworkPolicy selects. */
export function checkIsolation({ labels, isOpen, namespace, span }: PodLabels, where: Surroundings): void {
  const { sink } = where;
  if (isOpen || !sink.isOn('net-no-networkpolicy')) return;
  if (isSelected('ref-netpol-no-pods', Array.from(labels), namespace, where)) return;
  sink.add('net-no-networkpolicy', span, {
    message: t('No NetworkPolicy selects these pods: every pod reaches them.'),
  });
}

/** What another object of the kind has too. */
export function checkClaims(definition: Definition, claims: readonly Claim[], where: Surroundings): void {
  for (const claim of claims) {
    if (!where.sink.isOn(claim.rule)) continue;
    const others = ofFolder(where.index.claimants(claim, definition.namespace), where);
    const other = others.find(({ thing }) => thing.name !== definition.name);
    if (!other) continue;
    const { name } = other.thing;
    where.sink.add(claim.rule, claim, {
      message:
        claim.rule === 'ingress-duplicate-path'
          ? t('“{0}” is routed by “{1}” too.', claim.text, name)
          : t('“{0}” selects the pods with “{1}” too.', name, claim.text),
    });
  }
}

/** Limits and quotas that a namespace does not have. */
export function checkNamespace({ name, span }: Definition, { sink, index }: Surroundings): void {
  if (index.names(['/LimitRange'], name, 1).length === 0)
    sink.add('ns-no-limit-range', span, {
      message: t('Nothing limits the containers of “{0}”: it has no LimitRange.', name),
    });
  if (index.names(['/ResourceQuota'], name, 1).length === 0)
    sink.add('ns-no-resource-quota', span, {
      message: t('“{0}” may take the whole cluster: it has no ResourceQuota.', name),
    });
}
