import { t } from '../../domain/base/text.ts';
import type { Definition, Reference } from '../workspace/objectSymbols.ts';
import type { IndexedDocument, Placed } from '../workspace/workspaceIndex.ts';
import { checkPatches } from './checkPatches.ts';
import { checkDemand, checkQueue, checkScaledDemand, checkUnqueued } from './gpuRelations.ts';
import {
  checkBudgets,
  checkClaims,
  checkIsolation,
  checkKeptPods,
  checkNamespace,
  checkScaledBudget,
} from './podRelations.ts';
import { ofFolder, targetsOf, type Surroundings } from './surroundings.ts';

/** What is wrong with two objects together, each of which is fine. */
export function checkRelations({ symbols }: IndexedDocument, where: Surroundings): void {
  for (const definition of symbols.definitions) {
    if (definition.replicas) checkReplicas(definition, where);
    checkDefinition(definition, where);
  }
  for (const pod of symbols.pods) checkIsolation(pod, where);
  for (const selector of symbols.selectors) checkKeptPods(selector, where);
  for (const reference of symbols.references) {
    if (reference.gpuResources) checkQueue(reference, reference.gpuResources, where);
    else if (reference.from !== undefined) {
      checkAutoscalers(reference, where);
      checkMetric(reference, where);
      checkScaledBudget(reference, where);
      checkScaledDemand(reference, where);
    } else if (reference.pods !== undefined && reference.pods > 1) checkClaim(reference, reference.pods, where);
  }
}

function checkDefinition(definition: Definition, where: Surroundings): void {
  const { runs, claims, patches, demand } = definition;
  if (runs) checkBudgets(definition, runs, where);
  if (claims) checkClaims(definition, claims, where);
  if (patches) checkPatches(definition, patches, where);
  if (demand) checkDemand(definition, demand, where);
  if (definition.isUnqueued) checkUnqueued(definition, where);
  if (definition.groupKind === '/Namespace') checkNamespace(definition, where);
}

/** Autoscalers of an object. */
function autoscalersOf(
  { groupKind, name, namespace }: Pick<Definition, 'groupKind' | 'name' | 'namespace'>,
  where: Surroundings,
): readonly Placed<Reference>[] {
  const references = where.index.references(groupKind, name, namespace);
  return ofFolder(references, where).filter(({ thing }) => thing.rule === 'ref-hpa-target');
}

function checkReplicas(definition: Definition, where: Surroundings): void {
  const [autoscaler] = autoscalersOf(definition, where);
  if (!autoscaler || !definition.replicas) return;
  where.sink.add('hpa-and-replicas', definition.replicas, {
    message: t('“{0}” is scaled by an autoscaler: each apply sets it back to this number.', definition.name),
  });
}

function checkAutoscalers(reference: Reference, where: Surroundings): void {
  const [groupKind] = reference.groupKinds;
  if (groupKind === undefined || reference.groupKinds.length !== 1) return;
  const other = autoscalersOf({ ...reference, groupKind }, where).find(
    // One of the same name is another version of this one.
    ({ thing }) => thing.from !== reference.from,
  );
  if (!other) return;
  where.sink.add('ref-hpa-duplicate', reference.span, {
    message: t('“{0}” is scaled by “{1}” too.', reference.name, other.thing.from ?? ''),
  });
}

function checkMetric(reference: Reference, where: Surroundings): void {
  if (!reference.metric) return;
  const targets = targetsOf(reference, where);
  if (targets.length > 0 && targets.every(({ hasGpus }) => hasGpus))
    where.sink.add('gpu-hpa-cpu-metric', reference.metric, {
      message: t('“{0}” works on GPUs, whose load CPU and memory do not show.', reference.name),
    });
}

function checkClaim(reference: Reference, pods: number, where: Surroundings): void {
  const claims = targetsOf(reference, where);
  if (claims.length > 0 && claims.every(({ isOfOneNode }) => isOfOneNode))
    where.sink.add('train-rwo-multi-replica', reference.span, {
      message: t('{0} pods mount “{1}”, which one node at a time can attach.', pods, reference.name),
    });
}
