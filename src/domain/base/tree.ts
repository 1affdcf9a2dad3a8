import type { ResourceKind } from '../cluster/clusterObject.ts';
import type { ReleaseRef } from '../helm/release.ts';
import type { Event } from './event.ts';

/** State of a thing in words that every view shares. */
export type Health =
  | 'running'
  | 'queued'
  | 'ok'
  | 'failed'
  | 'warning'
  | 'cancelled'
  | 'stale'
  | 'forbidden'
  | 'loading'
  | 'unknown';

/** What every tree view renders. A tree is a pure function from facts to nodes; the only provider is views/shared/treeView.ts. */
export interface TreeNode {
  /** Unique in its tree and stable over refreshes. */
  readonly id: string;
  readonly label: string;
  /** How it is, in words: state, progress, reason. Never carried by colour or icon alone. */
  readonly description?: string;
  /** Several lines of plain text, one fact a line, shown on hover. Names from outside are data, never Markdown. */
  readonly tooltip?: string;
  /** A codicon name, for example `vm` or `rocket`. */
  readonly icon?: string;
  readonly health?: Health;
  /** A theme colour for the icon, where no state has one. */
  readonly tint?: string;
  /** A mark of the user's on the row: its label gets a colour, and a tooltip that names it. */
  readonly mark?: { readonly color: string; readonly text: string };
  /** Names of what may be done with it; menus match one of them in `viewItem`. */
  readonly actions?: readonly string[];
  /** Command that runs on click or Enter, with its arguments. */
  readonly open?: { readonly command: string; readonly args: readonly unknown[] };
  readonly children?: readonly TreeNode[];
  /** It can be opened although its children are not known yet; the model is asked for them then. */
  readonly isExpandable?: boolean;
  /** How many children are shown at once, where fewer than in other rows are of use. */
  readonly pageSize?: number;
  /** Whether the children are shown before the user has opened or closed it. */
  readonly expanded?: boolean;
  /** What the row is about; commands receive it. */
  readonly subject?: NodeSubject;
  /** What a screen reader says: kind, name, state, reason. Made of label and description when not given. */
  readonly spoken?: string;
}

/** The object behind a row, small enough to be handed to a command. */
export type NodeSubject =
  | { readonly kind: 'engine'; readonly engineId: string }
  | { readonly kind: 'container'; readonly engineId: string; readonly containerId: string; readonly name: string }
  | { readonly kind: 'image'; readonly engineId: string; readonly imageId: string; readonly name: string }
  | { readonly kind: 'volume'; readonly engineId: string; readonly name: string }
  | { readonly kind: 'network'; readonly engineId: string; readonly networkId: string; readonly name: string }
  | { readonly kind: 'composeProject'; readonly engineId: string; readonly name: string }
  | {
      readonly kind: 'run';
      readonly runId: string;
      readonly engineId: string;
      readonly containerId: string;
      readonly name: string;
      /** The object behind it, for a run in a cluster. */
      readonly cluster?: {
        readonly clusterId: string;
        readonly namespace: string;
        readonly objectKind: 'Job' | 'Deployment';
        readonly objectName: string;
      };
      /** Its log on this machine, when nothing else is left of it. */
      readonly keptLog?: string;
    }
  | { readonly kind: 'workload'; readonly specPath: string; readonly workload: string }
  | { readonly kind: 'build'; readonly buildId: string }
  | FileSubject
  | ClusterSubject
  | TrackerSubject;

/** What rows of these kinds are about. */
export type SubjectOf<K extends NodeSubject['kind']> = Extract<NodeSubject, { readonly kind: K }>;

/** What a row of the Experiments view is about. */
export type TrackerSubject =
  | { readonly kind: 'tracker'; readonly trackerId: string }
  | { readonly kind: 'experiment'; readonly trackerId: string; readonly experimentId: string; readonly name: string }
  | {
      readonly kind: 'trackedRun';
      readonly trackerId: string;
      readonly experimentId: string;
      readonly runId: string;
      readonly name: string;
    }
  | {
      readonly kind: 'artifact';
      readonly trackerId: string;
      readonly runId: string;
      /** As the tracker names it; '' is the root. */
      readonly path: string;
      readonly name: string;
      readonly isFolder: boolean;
      /** Bytes. */
      readonly size?: number;
    }
  | {
      readonly kind: 'repositoryFile';
      readonly trackerId: string;
      /** As the host of the repository names it; '' is the root. */
      readonly path: string;
      readonly name: string;
      readonly isFolder: boolean;
      /** Bytes. */
      readonly size?: number;
    }
  | ModelSubject;

/** What a row of a registry, of logged models or of traces is about. */
export type ModelSubject =
  /** The registered models of a tracker. */
  | { readonly kind: 'modelList'; readonly trackerId: string }
  | { readonly kind: 'registeredModel'; readonly trackerId: string; readonly name: string }
  | {
      readonly kind: 'modelVersion';
      readonly trackerId: string;
      readonly model: string;
      /** A whole number as text. */
      readonly version: string;
      /** The run that made it. */
      readonly runId?: string;
    }
  /** Models and traces that the runs of an experiment have left. */
  | { readonly kind: 'loggedModelList' | 'traceList'; readonly trackerId: string; readonly experimentId: string }
  | {
      readonly kind: 'loggedModel';
      readonly trackerId: string;
      readonly experimentId: string;
      readonly modelId: string;
      readonly name: string;
      readonly runId?: string;
    }
  | {
      readonly kind: 'trace';
      readonly trackerId: string;
      readonly experimentId: string;
      readonly traceId: string;
      readonly name: string;
    };

/** A file or folder in a container; `authority` says whose, as domain/files/filePlace.ts makes it. */
export interface FileSubject {
  readonly kind: 'file';
  readonly authority: string;
  readonly path: string;
  readonly name: string;
  readonly isFolder: boolean;
  /** The row is the root of a place that is browsed. */
  readonly isPlace: boolean;
  readonly size?: number;
}

/** What a row of a Kubernetes cluster is about. */
export type ClusterSubject =
  | { readonly kind: 'cluster'; readonly clusterId: string }
  | { readonly kind: 'clusterGroup'; readonly clusterId: string; readonly group: string }
  | {
      readonly kind: 'clusterNode';
      readonly clusterId: string;
      readonly name: string;
      /** Below the row are the pods that hold GPUs of the node, and no others. */
      readonly onlyHolders?: boolean;
    }
  | {
      readonly kind: 'pod';
      readonly clusterId: string;
      readonly namespace: string;
      readonly name: string;
      readonly container?: string;
    }
  | {
      readonly kind: 'clusterObject';
      readonly clusterId: string;
      readonly resource: ResourceKind;
      readonly namespace?: string;
      readonly name: string;
      /** The run that it is. */
      readonly runId?: string;
    }
  | { readonly kind: 'clusterKind'; readonly clusterId: string; readonly resource: ResourceKind }
  | ReleaseSubject;

/** A release of helm, by its newest revision. */
export interface ReleaseSubject extends ReleaseRef {
  readonly kind: 'helmRelease';
  readonly clusterId: string;
}

/** Where a tree view gets its rows from. */
export interface TreeModel {
  /**
   * The rows below a row; undefined asks for the roots. Asked only for rows that are open. Only the first `limit` are shown: of the others a
   * model may give the id alone.
   */
  children(node: TreeNode | undefined, limit: number): readonly TreeNode[] | Promise<readonly TreeNode[]>;
  /** Fires when any row may differ; the view finds out which. */
  readonly onDidChange: Event<void>;
  /** Nobody looks at the view any more, or somebody does again. */
  setVisible?(isVisible: boolean): void;
  /** The user opened a row, perhaps once more. */
  expanded?(node: TreeNode): void;
  /** The user closed a row: what was watched for it alone can be let go. */
  collapsed?(node: TreeNode): void;
}
