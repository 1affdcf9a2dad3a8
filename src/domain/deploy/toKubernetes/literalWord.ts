/**
 * A word of a command or the value of a variable that reaches the program as it is written. In both Kubernetes replaces `$(NAME)` and makes `$`
 * of `$$`; on Docker nothing is replaced, and one spec shall mean the same on both. Source: API reference, Container v1 core, `args`.
 */
export function literalWord(text: string): string {
  return /\$[$(]/.test(text) ? text.replaceAll('$', '$$$$') : text;
}
