import { MASK } from '../yaml/characters.ts';

const PLACEHOLDER = new RegExp(`[$<{${String.fromCharCode(MASK)}]`);

/** Whether a text waits for other tools to fill it in: `${X}`, `$(X)`, `<X>`, `{x}`, or a template that is masked. It may become anything. */
export function hasPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
