import { t } from '../../domain/base/text.ts';
import type { Definition, Reference } from '../workspace/objectSymbols.ts';
import type { IndexedDocument, Placed, WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import type { FindingSink } from './findingSink.ts';
import { folderOf } from './folderOf.ts';

interface Surroundings {
  readonly index: WorkspaceIndex;
  /** Objects of other folders may be for another cluster, so that they do not meet. */
  readonly folder: string;
  readonly sink: FindingSink;
}

/** What is wrong with two objects together, each of which is fine. */
export function checkRelations({ symbols }: IndexedDocument, where: Surroundings): void {
  for (const definition of symbols.definitions) if (definition.replicas) checkReplicas(definition, where);
  for (const reference of symbols.references) {
    if (reference.from !== undefined) {
      checkAutoscalers(reference, where);
      checkMetric(reference, where);
    } else if (reference.pods !== undefined && reference.pods > 1) checkClaim(reference, reference.pods, where);
  }
}

/** Autoscalers of an object. */
function autoscalersOf(
  { groupKind, name, namespace }: Pick<Definition, 'groupKind' | 'name' | 'namespace'>,
  { index, folder }: Surroundings,
): readonly Placed<Reference>[] {
  return index
    .references(groupKind, name, namespace)
    .filter(({ thing, uri }) => thing.rule === 'ref-hpa-target' && folderOf(uri) === folder);
}

function targetsOf({ groupKinds, name, namespace }: Reference, { index, folder }: Surroundings): readonly Definition[] {
  return index
    .definitions(groupKinds, name, namespace)
    .filter(({ uri }) => folderOf(uri) === folder)
    .map(({ thing }) => thing);
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
