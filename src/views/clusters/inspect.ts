import { assertNever, ok, type Result } from '../../domain/base/failure.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';

/** Shows the engine's own JSON of an object as a read-only document. */
export async function inspect(
  hub: EngineHub,
  subject: NodeSubject,
  documents: ReadOnlyDocuments,
): Promise<Result<void>> {
  const target = inspectTarget(subject);
  if (!target) return ok(undefined);
  const engine = await hub.engine(target.engineId);
  if (!engine.ok) return engine;
  const json = await engine.value.reader.inspect(target.kind, target.id, new AbortController().signal);
  if (!json.ok) return json;
  await documents.show(`${target.name}.json`, json.value);
  return ok(undefined);
}

function inspectTarget(subject: NodeSubject) {
  // Objects of Kubernetes and runs of trackers are shown as YAML, by commands of their own.
  if ('clusterId' in subject || 'trackerId' in subject) return undefined;
  switch (subject.kind) {
    case 'container':
    case 'run':
      return { kind: 'container', id: subject.containerId, name: subject.name, engineId: subject.engineId } as const;
    case 'image':
      return { kind: 'image', id: subject.imageId, name: subject.name, engineId: subject.engineId } as const;
    case 'volume':
      return { kind: 'volume', id: subject.name, name: subject.name, engineId: subject.engineId } as const;
    case 'network':
      return { kind: 'network', id: subject.networkId, name: subject.name, engineId: subject.engineId } as const;
    case 'engine':
    case 'composeProject':
    case 'workload':
    case 'build':
    case 'file':
      return undefined;
    default:
      return assertNever(subject);
  }
}
