import { scanDocument } from '../yaml/scanDocument.ts';
import type { YamlProblem } from '../yaml/yamlProblem.ts';
import { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';
import { ComposeService } from './composeService.ts';

/** Files that others are laid over: what they name must be in them. */
const WHOLE = /^(?:docker-)?compose\.ya?ml$/;
/** Nothing but comments, directives and blank lines. */
const COMMENTS = /^(?:[ \t]*(?:[#%][^\n]*)?\r?\n)*$/;
const SEPARATOR = /^---(?:\s|$)/gm;

/** A Compose file. */
export class ComposeFile {
  readonly text: string;
  readonly tree: YamlTree;
  readonly problems: readonly YamlProblem[];
  /** It holds a construct that is not read, or several documents: nothing is said of it. */
  readonly isOpaque: boolean;
  /** Undefined when it is no map. */
  readonly root: YamlValue | undefined;
  /** What it names may be in another file that is laid over or under it. */
  readonly isPart: boolean;
  #services: readonly ComposeService[] | undefined;

  /**
   * @param name Of the file, without folder; a file of another name than `compose.yaml` is part of a project.
   */
  constructor(text: string, name = 'compose.yaml') {
    const separators = Array.from(text.matchAll(SEPARATOR), ({ index }) => index);
    const [first, second] = separators;
    // A separator at the top opens the only document.
    const isOpening = first !== undefined && second === undefined && COMMENTS.test(text.slice(0, first));
    this.text = isOpening ? `${text.slice(0, first)}   ${text.slice(first + 3)}` : text;
    const scanned = scanDocument(this.text);
    this.tree = new YamlTree(this.text, scanned);
    this.isOpaque = scanned.isOpaque || (separators.length > 0 && !isOpening);
    this.problems = scanned.problems;
    const root = this.tree.root < 0 ? undefined : new YamlValue(this.tree, this.tree.root);
    this.root = root?.isMap ? root : undefined;
    this.isPart = !WHOLE.test(name) || this.root?.at('include') !== undefined;
  }

  /** Services that are maps. */
  get services(): readonly ComposeService[] {
    this.#services ??= this.entries('services').flatMap((value) =>
      value.isMap && value.key !== undefined ? new ComposeService(this, value, value.key) : [],
    );
    return this.#services;
  }

  /** Entries of a map at the top, without those that are merged. */
  entries(key: string): readonly YamlValue[] {
    const map = this.root?.at(key);
    return map?.isMap ? Array.from(map.items()).filter((value) => value.key !== '<<') : [];
  }
}
