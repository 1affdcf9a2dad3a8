/** A Compose file whose service `train` has these lines; `rest` stands behind it. */
export function serviceWith(lines: string, rest = ''): string {
  const indented = lines
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `services:\n  train:\n${indented}\n${rest}`;
}
