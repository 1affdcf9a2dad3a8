/** `${NAME}`, `$(NAME)`, `$NAME`, `<name>`, `{name}`, `@NAME@`, `%NAME%`, `__NAME__`. */
const PLACEHOLDER = /\$\{|\$\(|^\$[A-Za-z_]|^<.+>$|^\{[\w.-]+\}$|^@[\w.-]+@$|^%[\w.-]+%$|^__\w+__$/;

/** Whether a text is one that another tool (envsubst, Kustomize, a script) fills in before a cluster sees it. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
