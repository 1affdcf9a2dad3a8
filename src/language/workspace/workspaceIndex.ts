import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { documentSymbols } from './documentSymbols.ts';
import { KeyedThings } from './keyedThings.ts';
import type { Claim, Definition, DocumentSymbols, Labels, PodLabels, Reference, Selector } from './objectSymbols.ts';

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
  readonly documents: readonly IndexedDocument[];
  /** What stands below keys, to be taken away again. */
  readonly placed: {
    readonly definitions: readonly Placed<Definition>[];
    readonly references: readonly Placed<Reference>[];
    readonly pods: readonly Placed<PodLabels>[];
    readonly selectors: readonly Placed<Selector>[];
  };
}

/** Who defines and names what, over all manifests of a workspace. A change of a file touches the keys of that file alone. */
export class WorkspaceIndex {
  readonly #files = new Map<string, IndexedFile>();
  readonly #definitions = new KeyedThings<Placed<Definition>>();
  readonly #references = new KeyedThings<Placed<Reference>>();
  readonly #pods = new KeyedThings<Placed<PodLabels>>();
  readonly #labels = new KeyedThings<Placed<PodLabels>>();
  readonly #kinds = new KeyedThings<Placed<Definition>>();
  /** By the rule and the first label. */
  readonly #selectors = new KeyedThings<Placed<Selector>>();
  readonly #claims = new KeyedThings<Placed<Definition>>();
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
    const placed = placedIn(uri, indexed);
    this.#files.set(uri, { documents: indexed, placed });
    for (const definition of placed.definitions) {
      const { groupKind, name } = definition.thing;
      this.#definitions.add(keyOf(groupKind, name), definition);
      this.#kinds.add(groupKind, definition);
      for (const claim of definition.thing.claims ?? []) this.#claims.add(claimKey(claim), definition);
    }
    for (const selector of placed.selectors) this.#selectors.add(selectorKey(selector.thing), selector);
    for (const reference of placed.references) {
      for (const kind of reference.thing.groupKinds) this.#references.add(keyOf(kind, reference.thing.name), reference);
    }
    for (const pod of placed.pods) {
      for (const [key, value] of pod.thing.labels) {
        this.#pods.add(`${key}=${value}`, pod);
        this.#labels.add(key, pod);
      }
      if (pod.thing.isOpen) this.#pods.add(OPEN, pod);
    }
  }

  delete(uri: string): void {
    const file = this.#files.get(uri);
    if (!file) return;
    this.#files.delete(uri);
    for (const definition of file.placed.definitions) {
      const { groupKind, name } = definition.thing;
      this.#definitions.remove(keyOf(groupKind, name), definition);
      this.#kinds.remove(groupKind, definition);
      for (const claim of definition.thing.claims ?? []) this.#claims.remove(claimKey(claim), definition);
    }
    for (const selector of file.placed.selectors) this.#selectors.remove(selectorKey(selector.thing), selector);
    for (const reference of file.placed.references) {
      for (const kind of reference.thing.groupKinds)
        this.#references.remove(keyOf(kind, reference.thing.name), reference);
    }
    for (const pod of file.placed.pods) {
      for (const [key, value] of pod.thing.labels) {
        this.#pods.remove(`${key}=${value}`, pod);
        this.#labels.remove(key, pod);
      }
      if (pod.thing.isOpen) this.#pods.remove(OPEN, pod);
    }
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
      Array.from(this.#definitions.at(keyOf(kind, name))).filter(({ thing }) => fits(thing.namespace, namespace)),
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
      for (const { thing } of this.#kinds.at(kind)) {
        if (fits(thing.namespace, namespace)) names.add(thing.name);
        if (names.size >= most) return Array.from(names);
      }
    }
    return Array.from(names);
  }

  /** Places that name an object of a kind. */
  references(groupKind: string, name: string, namespace: string | undefined): readonly Placed<Reference>[] {
    return Array.from(this.#references.at(keyOf(groupKind, name))).filter(({ thing }) =>
      fits(thing.namespace, namespace),
    );
  }

  /** Whether the workspace has objects of one of these kinds at all. */
  has(groupKinds: readonly string[]): boolean {
    return groupKinds.some((kind) => this.#kinds.has(kind));
  }

  /** All objects of a kind. */
  ofKind(groupKind: string): Iterable<Placed<Definition>> {
    return this.#kinds.at(groupKind);
  }

  /** Objects that claim the same. */
  claimants(claim: Claim, namespace: string | undefined): readonly Placed<Definition>[] {
    return Array.from(this.#claims.at(claimKey(claim))).filter(({ thing }) => fits(thing.namespace, namespace));
  }

  /** Selectors of a rule that select pods with such labels, or may: by more than labels, or by none. */
  selecting(rule: string, labels: Labels, namespace: string | undefined): readonly Placed<Selector>[] {
    const own = new Map(labels);
    return [`${rule} ${OPEN}`, ...labels.map((label) => `${rule} ${label.join('=')}`)].flatMap((key) =>
      Array.from(this.#selectors.at(key)).filter(
        ({ thing }) =>
          fits(thing.namespace, namespace) && thing.labels.every(([name, value]) => own.get(name) === value),
      ),
    );
  }

  /** Pods that have all the labels. */
  pods(labels: Labels, namespace: string | undefined): readonly Placed<PodLabels>[] {
    const keys = labels.map(([key, value]) => `${key}=${value}`);
    const [first = '', ...others] = keys;
    const rarest = others.reduce((best, key) => (this.#pods.count(key) < this.#pods.count(best) ? key : best), first);
    return Array.from(this.#pods.at(rarest)).filter(
      ({ thing }) =>
        fits(thing.namespace, namespace) && labels.every(([key, value]) => thing.labels.get(key) === value),
    );
  }

  /** Whether there are pods whose labels are not all known. */
  get hasOpenPods(): boolean {
    return this.#pods.has(OPEN);
  }

  /** Values of a label on pods; at most `most`. */
  labelValues(key: string, most: number): readonly string[] {
    const values = new Set<string>();
    for (const { thing } of this.#labels.at(key)) {
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
}

/** No label is written so. */
const OPEN = '*';

function keyOf(groupKind: string, name: string): string {
  return `${groupKind} ${name}`;
}

function selectorKey({ rule, labels: [first] }: Selector): string {
  return `${rule} ${first?.join('=') ?? OPEN}`;
}

function claimKey({ rule, key }: Claim): string {
  return `${rule} ${key}`;
}

/** Whether two namespaces may be one; one that is not written fits every other. */
export function fits(own: string | undefined, wanted: string | undefined): boolean {
  return own === undefined || wanted === undefined || wanted === '' || own === wanted;
}

/** The things of a file as its keys hold them. */
function placedIn(uri: string, documents: readonly IndexedDocument[]): IndexedFile['placed'] {
  const placed = {
    definitions: [] as Placed<Definition>[],
    references: [] as Placed<Reference>[],
    pods: [] as Placed<PodLabels>[],
    selectors: [] as Placed<Selector>[],
  };
  for (const { start, symbols } of documents) {
    for (const thing of symbols.definitions) placed.definitions.push({ uri, start, thing });
    for (const thing of symbols.references) placed.references.push({ uri, start, thing });
    for (const thing of symbols.pods) placed.pods.push({ uri, start, thing });
    for (const thing of symbols.selectors) placed.selectors.push({ uri, start, thing });
  }
  return placed;
}
