import type { NodeSubject } from '../../domain/base/tree.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';

/** A container or a run, which is a container of ours. */
export type ContainerSubject = Extract<NodeSubject, { readonly containerId: string }>;

/** A container with its engine, ready to be acted on. */
export interface Target {
  readonly engine: Engine;
  readonly subject: ContainerSubject;
  readonly signal: AbortSignal;
}
