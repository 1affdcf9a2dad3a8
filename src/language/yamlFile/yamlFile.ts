import { BYTE_ORDER_MARK } from '../yaml/characters.ts';
import { scanDocument } from '../yaml/scanDocument.ts';
import { splitDocuments } from '../yaml/splitDocuments.ts';
import type { YamlProblem } from '../yaml/yamlProblem.ts';
import { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';

/** Nothing but comments, directives and blank lines. */
const NOTHING = /^(?:[ \t]*(?:[#%][^\n]*)?(?:\r?\n|$))*$/;

/** A YAML file of another program than Kubernetes, whose content is one document. Placeholders stay as they are. */
export class YamlFile {
  /** Separators are `/`. */
  readonly path: string;
  /** With blanks for what is in front of the document, so that offsets count from the start of the file. */
  readonly text: string;
  readonly tree: YamlTree;
  readonly problems: readonly YamlProblem[];
  /** It holds a construct that is not read, or documents too many: nothing is said of it. */
  readonly isOpaque: boolean;
  /** Undefined when it is no map. */
  readonly root: YamlValue | undefined;

  /**
   * @param options `takesHeader`: the content is the last document, behind one that describes it.
   */
  constructor(path: string, text: string, { takesHeader = false } = {}) {
    this.path = path;
    const plain = text.charCodeAt(0) === BYTE_ORDER_MARK ? ` ${text.slice(1)}` : text;
    const filled = splitDocuments(plain).filter(({ start, end }) => !NOTHING.test(plain.slice(start, end)));
    const last = filled.at(-1);
    const start = last?.start ?? 0;
    this.text = start === 0 ? plain.slice(0, last?.end) : blank(plain.slice(0, start)) + plain.slice(start, last?.end);
    const scanned = scanDocument(this.text);
    this.tree = new YamlTree(this.text, scanned);
    this.isOpaque = scanned.isOpaque || (filled.length > 1 && !takesHeader);
    this.problems = scanned.problems;
    const root = this.tree.root < 0 ? undefined : new YamlValue(this.tree, this.tree.root);
    this.root = root?.isMap ? root : undefined;
  }

  /** Whether nothing may be hidden behind a line that could not be read. */
  get isWhole(): boolean {
    return this.problems.length === 0;
  }
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}
