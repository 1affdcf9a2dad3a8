import type { ResourceKind, Workload } from '../../domain/cluster/clusterObject.ts';
import { customKindOf } from '../../domain/cluster/customKinds.ts';
import { type Fields, fieldsIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import { conditionsOf, isOutdated, metaOf } from './recordMeta.ts';
import type { RecordReader } from './records.ts';

/** Where operators write the state of an object in one word. The first that is there counts. */
const PHASES = ['phase', 'jobStatus', 'jobDeploymentStatus', 'serviceStatus', 'state'];
const STARTS = ['startTime', 'startedAt', 'lastSubmissionAttemptTime'];
const ENDS = ['completionTime', 'finishedAt', 'endTime', 'terminationTime'];

/** The annotation by which notebooks are stopped; its value is the time. */
const STOPPED_NOTEBOOK = 'kubeflow-resource-stopped';

/** Reads any object of an operator that has pods: its conditions, or the word that it has for its state. Its pods tell the rest. */
export function customReader(resource: ResourceKind): RecordReader<Workload> {
  const purpose = customKindOf(resource)?.purpose ?? 'other';
  return (object, interner) => {
    const meta = metaOf(object, interner);
    if (meta === undefined) return undefined;
    const spec = fieldsIn(object, 'spec');
    const status = fieldsIn(object, 'status');
    const phase = firstText(status, PHASES) ?? textIn(fieldsIn(status, 'applicationState'), 'state');
    const said =
      textIn(status, 'message') ??
      textIn(fieldsIn(status, 'applicationState'), 'errorMessage') ??
      textIn(fieldsIn(fieldsIn(status, 'modelStatus'), 'lastFailureInfo'), 'message');
    const startedAt = firstDate(status, STARTS, interner);
    const finishedAt = firstDate(status, ENDS, interner);
    return {
      kind: 'Workload',
      resource,
      meta,
      purpose,
      desired: 0,
      ready: 0,
      isSuspended: isSuspended(object, spec),
      isPaused: false,
      isOutdated: isOutdated(object),
      conditions: conditionsOf(status, interner),
      images: [],
      requests: NOTHING,
      ...(phase === undefined || phase === '' ? {} : { phase: interner.text(phase) }),
      ...(said === undefined || said === '' ? {} : { said }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
    };
  };
}

function isSuspended(object: Fields, spec: Fields): boolean {
  if (spec['suspend'] === true || fieldsIn(spec, 'runPolicy')['suspend'] === true) return true;
  return fieldsIn(fieldsIn(object, 'metadata'), 'annotations')[STOPPED_NOTEBOOK] !== undefined;
}

const NOTHING: Workload['requests'] = new Map();

function firstText(status: Fields, names: readonly string[]): string | undefined {
  return names.map((name) => textIn(status, name)).find((text) => text !== undefined && text !== '');
}

function firstDate(status: Fields, names: readonly string[], interner: Interner): Date | undefined {
  return names.map((name) => interner.date(status[name])).find((date) => date !== undefined);
}
