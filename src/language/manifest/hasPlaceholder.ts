/** Whether a text waits for other tools to fill it in: `${X}`, `$(X)`, `<X>`, `{x}`. It may become anything. */
export function hasPlaceholder(text: string): boolean {
  return /[$<{]/.test(text);
}
