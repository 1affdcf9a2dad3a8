import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { documentSymbols } from './documentSymbols.ts';
import type { Definition, DocumentSymbols, PodLabels, Reference } from './objectSymbols.ts';

/** Something of a document, with the file that it is in. Its spans count from `start`, the offset of the document. */
export interface Placed<Thing> {
  readonly uri: string;
  readonly start: number;
  readonly thing: Thing;
}

export interface IndexedDocument {
  readonly start: number;
  readonly symbols: DocumentSymbols;
}

interface IndexedFile {
  readonly uri: string;
  readonly documents: readonly IndexedDocument[];
}

/** Who defines and names what, over all manifests of a workspace. A change of a file touches the keys of that file alone. */
export class WorkspaceIndex {
  readonly #files = new Map<string, IndexedFile>();
  readonly #definitions = new Map<string, Set<Placed<Definition>>>();
  readonly #references = new Map<string, Set<Placed<Reference>>>();
  readonly #pods = new Map<string, Set<Placed<PodLabels>>>();
  readonly #labels = new Map<string, Set<Placed<PodLabels>>>();
  readonly #kinds = new Map<string, Set<Placed<Definition>>>();
  readonly #entries = new Map<string, readonly (() => void)[]>();
  readonly #symbols = new WeakMap<YamlTree, DocumentSymbols>();

  /** Puts a version of a file in the place of the one before. */
  set(uri: string, documents: readonly ManifestDocument[]): void {
    this.setSymbols(
      uri,
      documents.map((document) => ({ start: document.start, symbols: this.#symbolsOf(document) })),
    );
  }

  /** The same for documents that were read elsewhere. */
  setSymbols(uri: string, indexed: readonly IndexedDocument[]): void {
    this.delete(uri);
    this.#files.set(uri, { uri, documents: indexed });
    const undo: (() => void)[] = [];
    for (const { start, symbols } of indexed) {
      for (const thing of symbols.definitions) undo.push(...this.#addDefinition({ uri, start, thing }));
      for (const thing of symbols.references) {
        for (const kind of thing.groupKinds)
          undo.push(add(this.#references, keyOf(kind, thing.name), { uri, start, thing }));
      }
      for (const thing of symbols.pods) undo.push(...this.#addPod({ uri, start, thing }));
    }
    this.#entries.set(uri, undo);
  }

  delete(uri: string): void {
    for (const undo of this.#entries.get(uri) ?? []) undo();
    this.#entries.delete(uri);
    this.#files.delete(uri);
  }

  /** The documents of a file, in their order. */
  documents(uri: string): readonly IndexedDocument[] {
    return this.#files.get(uri)?.documents ?? [];
  }

  /** Objects of one of these kinds with a name, in a namespace; a namespace that is not written fits every one. */
  definitions(
    groupKinds: readonly string[],
    name: string,
    namespace: string | undefined,
  ): readonly Placed<Definition>[] {
    return groupKinds.flatMap((kind) =>
      Array.from(this.#definitions.get(keyOf(kind, name)) ?? []).filter(({ thing }) =>
        fits(thing.namespace, namespace),
      ),
    );
  }

  /** Names of these kinds in a namespace; at most `most`. */
  names(
    groupKinds: readonly string[],
    namespace: string | undefined,
    most = Number.POSITIVE_INFINITY,
  ): readonly string[] {
    const names = new Set<string>();
    for (const kind of groupKinds) {
      for (const { thing } of this.#kinds.get(kind) ?? []) {
        if (fits(thing.namespace, namespace)) names.add(thing.name);
        if (names.size >= most) return Array.from(names);
      }
    }
    return Array.from(names);
  }

  /** Places that name an object of a kind. */
  references(groupKind: string, name: string, namespace: string | undefined): readonly Placed<Reference>[] {
    return Array.from(this.#references.get(keyOf(groupKind, name)) ?? []).filter(({ thing }) =>
      fits(thing.namespace, namespace),
    );
  }

  /** Whether the workspace has objects of one of these kinds at all. */
  has(groupKinds: readonly string[]): boolean {
    return groupKinds.some((kind) => this.#kinds.has(kind));
  }

  /** Pods that have all the labels. */
  pods(labels: readonly (readonly [string, string])[], namespace: string | undefined): readonly Placed<PodLabels>[] {
    const sets = labels.map(([key, value]) => this.#pods.get(`${key}=${value}`));
    const smallest = sets.reduce((best, set) => (best && set && set.size >= best.size ? best : set), sets[0]);
    if (!smallest) return [];
    return Array.from(smallest).filter(
      ({ thing }) =>
        fits(thing.namespace, namespace) && labels.every(([key, value]) => thing.labels.get(key) === value),
    );
  }

  /** Pods whose labels are not all known. */
  get openPods(): ReadonlySet<Placed<PodLabels>> {
    return this.#pods.get(OPEN) ?? new Set();
  }

  /** Values of a label on pods; at most `most`. */
  labelValues(key: string, most: number): readonly string[] {
    const values = new Set<string>();
    for (const { thing } of this.#labels.get(key) ?? []) {
      const value = thing.labels.get(key);
      if (value !== undefined) values.add(value);
      if (values.size >= most) break;
    }
    return Array.from(values);
  }

  #symbolsOf(document: ManifestDocument): DocumentSymbols {
    let symbols = this.#symbols.get(document.tree);
    if (!symbols) {
      symbols = documentSymbols(document);
      this.#symbols.set(document.tree, symbols);
    }
    return symbols;
  }

  #addDefinition(placed: Placed<Definition>): readonly (() => void)[] {
    const { groupKind, name } = placed.thing;
    return [add(this.#definitions, keyOf(groupKind, name), placed), add(this.#kinds, groupKind, placed)];
  }

  #addPod(placed: Placed<PodLabels>): readonly (() => void)[] {
    const undo = Array.from(placed.thing.labels, ([key, value]) => add(this.#pods, `${key}=${value}`, placed));
    for (const key of placed.thing.labels.keys()) undo.push(add(this.#labels, key, placed));
    if (placed.thing.isOpen) undo.push(add(this.#pods, OPEN, placed));
    return undo;
  }
}

/** No label is written so. */
const OPEN = '*';

function keyOf(groupKind: string, name: string): string {
  return `${groupKind} ${name}`;
}

function fits(own: string | undefined, wanted: string | undefined): boolean {
  return own === undefined || wanted === undefined || wanted === '' || own === wanted;
}

function add<Thing>(map: Map<string, Set<Placed<Thing>>>, key: string, placed: Placed<Thing>): () => void {
  let set = map.get(key);
  if (!set) {
    set = new Set();
    map.set(key, set);
  }
  set.add(placed);
  const own = set;
  return () => {
    own.delete(placed);
    if (own.size === 0 && map.get(key) === own) map.delete(key);
  };
}
