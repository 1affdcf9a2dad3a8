import type { YamlTree } from '../yaml/yamlTree.ts';
import type { KindSchema } from './schemaSet.ts';

/** What is known of an object whose schema is walked. */
export interface WalkedObject {
  /** `apps/Deployment` */
  readonly groupKind: string;
  /** Another object carries it. */
  readonly isCarried: boolean;
  readonly tree: YamlTree;
  /** The node of the object. */
  readonly root: number;
  readonly kind: string;
  readonly schema: KindSchema;
  /** Minor version of Kubernetes 1.x. */
  readonly kubernetesMinor: number;
  /** Placeholders stand in its document. */
  readonly isTemplated: boolean;
  /** Nothing of it comes from elsewhere or could not be read, so what is missing is missing. */
  readonly isWhole: boolean;
}
