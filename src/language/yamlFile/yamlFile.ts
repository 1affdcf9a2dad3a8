import { scanDocument } from '../yaml/scanDocument.ts';
import { splitDocuments } from '../yaml/splitDocuments.ts';
import type { YamlProblem } from '../yaml/yamlProblem.ts';
import { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';

/** Nothing but comments, directives and blank lines. */
const NOTHING = /^\uFEFF?(?:[ \t]*(?:[#%][^\n]*)?(?:\r?\n|$))*$/;

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
   * @param document `first`: others may follow, which are for somebody else.
   */
  constructor(path: string, text: string, document: 'only' | 'first' = 'only') {
    this.path = path;
    const filled = splitDocuments(text).filter(({ start, end }) => !NOTHING.test(text.slice(start, end)));
    const read = filled[0];
    const start = read?.start ?? 0;
    this.text = start === 0 ? text.slice(0, read?.end) : blank(text.slice(0, start)) + text.slice(start, read?.end);
    const scanned = scanDocument(this.text);
    this.tree = new YamlTree(this.text, scanned);
    this.isOpaque = scanned.isOpaque || (filled.length > 1 && document === 'only');
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
