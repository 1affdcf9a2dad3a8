import { type Memento, Uri } from 'vscode';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import { isArrayOf, isShape, isString } from '../../protocol/checks.ts';

/** As many as somebody works on; older ones are open in an editor or not of interest. */
const KEPT = 200;

interface Origin {
  readonly object: string;
  readonly uri: string;
}

const areOrigins = isArrayOf(isShape<Origin>({ object: isString, uri: isString }));

/** An object in a cluster. */
export interface ApparentObject {
  readonly clusterId: string;
  readonly kind: string;
  /** Absent: it is in no namespace. */
  readonly namespace?: string;
  readonly name: string;
}

/** From which files objects were applied, so that a cause found in the cluster can be mended there; remembered for the workspace. */
export class ManifestOrigins {
  readonly #stored: StoredValue<readonly Origin[]>;

  constructor(memory: Memento) {
    this.#stored = storedValue(memory, 'trainyard.clusters.manifestOrigins.v1', areOrigins);
  }

  of(object: ApparentObject): Uri | undefined {
    const key = keyOf(object);
    const found = this.#stored.get()?.find((one) => one.object === key);
    return found && Uri.parse(found.uri);
  }

  async remember(applied: readonly { readonly object: ApparentObject; readonly uri: Uri }[]): Promise<void> {
    if (applied.length === 0) return;
    const added = applied.map(({ object, uri }) => ({ object: keyOf(object), uri: uri.toString() }));
    const keys = new Set(added.map(({ object }) => object));
    const others = (this.#stored.get() ?? []).filter(({ object }) => !keys.has(object));
    await this.#stored.set([...added, ...others].slice(0, KEPT));
  }
}

function keyOf({ clusterId, kind, namespace, name }: ApparentObject): string {
  return JSON.stringify([clusterId, kind, namespace ?? '', name]);
}
