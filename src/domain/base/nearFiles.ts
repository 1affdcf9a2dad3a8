/** What stands at a path. `unknown`: it cannot be told, so nothing may be said of it. */
export type PathKind = 'file' | 'folder' | 'nothing' | 'unknown';

/** What is on the disk around a file that is checked. Nothing is run or followed by asking. */
export interface NearFiles {
  /** Of the file itself, without folder. */
  readonly name: string;
  /** @param path Counted from the folder of the file, with `/`; `unknown` for one that does not count from there. */
  kindOf(path: string): PathKind;
  /**
   * What a file holds that belongs to the one that is checked, such as the schema of a chart beside its values.
   * @param path As for `kindOf`. Undefined: it is not there, is no file, may not be read, or is longer than anybody writes.
   */
  textOf(path: string): string | undefined;
}
