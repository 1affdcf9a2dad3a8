import type { Snapshot } from '../base/watched.ts';
import type { QueueWait } from '../scheduling/queueFacts.ts';
import type { ClusterFilter } from './clusterFilter.ts';
import type { GpuUse } from './gpuUse.ts';

/** What rows need besides the facts of the cluster. */
export interface RowContext {
  readonly clusterId: string;
  readonly now: Date;
  readonly filter: ClusterFilter;
  /** The user has marked the context: nothing in it may be changed. */
  readonly isReadOnly: boolean;
  /** How many rows of a long list are on screen; the others need only a name. Absent: all. */
  readonly rowLimit?: number;
  /** How busy the GPUs are. Absent: nobody has asked. */
  readonly gpuUse?: Snapshot<GpuUse>;
  /** How workloads wait in queues, by uid. Absent: none is held, or nobody has asked. */
  readonly waits?: ReadonlyMap<string, QueueWait>;
  /** False: the user is known to have no right to it. Absent or undefined: not known, so it is offered and the server decides. */
  readonly may?: (action: string, namespace: string | undefined) => boolean | undefined;
}

/** Actions that change the cluster or what runs in it. A shell can change anything. */
const CHANGING = new Set([
  'canEditYaml',
  'canShell',
  // It runs a program in the container.
  'canShowGpuUse',
  // A debugger runs what it is told in the program.
  'canDebug',
  'canCopyFiles',
  // It needs a pod that mounts the claim.
  'canBrowse',
  'canBrowseFiles',
  'canScale',
  'canRestart',
  'canPause',
  'canResume',
  'canUndo',
  'canSuspend',
  'canCordon',
  'canUncordon',
  'canDrain',
  'canDelete',
  'canChangeRelease',
]);

/** Whether the action changes the cluster, or what runs in it. */
export function isChanging(action: string): boolean {
  return CHANGING.has(action);
}

/**
 * Names for menus: `ofCluster`, so that a menu tells the rows of clusters from those of engines, then what the row is, then what may be done.
 */
export function actionsOf(
  context: RowContext,
  kind: string,
  { namespace, can }: { readonly namespace?: string | undefined; readonly can: readonly string[] },
): readonly string[] {
  const allowed = can.filter(
    (action) => !(context.isReadOnly && CHANGING.has(action)) && context.may?.(action, namespace) !== false,
  );
  return ['ofCluster', kind, ...allowed];
}
