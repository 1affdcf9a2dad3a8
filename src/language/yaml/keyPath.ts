import { NeededKeys } from './keyFilter.ts';

/** Keys from a map down, in which `*` is every item of a list or value of a map; made once and looked for in many documents. */
export class KeyPath {
  readonly keys: readonly string[];
  readonly needed: NeededKeys;

  /** @param path `spec.groups.*.name`, or a list where a key has dots itself. @param below Keys that must be there besides, below the path. */
  constructor(path: string | readonly string[], below: readonly string[] = []) {
    this.keys = typeof path !== 'string' ? path : path === '' ? [] : path.split('.');
    this.needed = new NeededKeys([...this.keys.filter((key) => key !== '*'), ...below]);
  }
}
