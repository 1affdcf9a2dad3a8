import type { ObjectMeta } from '../../domain/cluster/clusterObject.ts';
import { type Fields, fieldsIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import type { RecordReader } from './records.ts';

/** The objects of one watch. A refill goes into a second set that takes the place of the first one when it is complete, and not before. */
export class ObjectStore<T extends { readonly meta: ObjectMeta }> {
  readonly #read: RecordReader<T>;
  readonly #interner: Interner;
  #objects = new Map<string, T>();
  #incoming: Map<string, T> | undefined;

  constructor(read: RecordReader<T>, interner: Interner) {
    this.#read = read;
    this.#interner = interner;
  }

  get isFilling(): boolean {
    return this.#incoming !== undefined;
  }

  /** A copy of what is known, or of what has come of a refill so far. */
  snapshot(): ReadonlyMap<string, T> {
    return new Map(this.#incoming ?? this.#objects);
  }

  /** The object that changed last. */
  newest(): T | undefined {
    let newest: T | undefined;
    let highest = 0;
    for (const object of this.#objects.values()) {
      const version = Number(object.meta.resourceVersion);
      if (version > highest) [newest, highest] = [object, version];
    }
    return newest;
  }

  begin(): void {
    this.#incoming = new Map();
  }

  /** The refill takes the place of what was there. */
  complete(): void {
    this.#objects = this.#incoming ?? this.#objects;
    this.#incoming = undefined;
  }

  abandon(): void {
    this.#incoming = undefined;
  }

  clear(): void {
    this.#objects = new Map();
    this.#incoming = undefined;
  }

  /** False when it is no object. What has not changed since keeps its identity and is not read again. */
  put(object: Fields): boolean {
    const meta = fieldsIn(object, 'metadata');
    const uid = textIn(meta, 'uid') ?? '';
    const known = this.#objects.get(uid);
    const isSame = known !== undefined && known.meta.resourceVersion === meta['resourceVersion'];
    const value = isSame ? known : this.#read(object, this.#interner);
    if (value !== undefined) (this.#incoming ?? this.#objects).set(uid, value);
    return value !== undefined;
  }

  remove(uid: string): void {
    (this.#incoming ?? this.#objects).delete(uid);
  }
}
