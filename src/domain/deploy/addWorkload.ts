/** A workload as it shall stand in a `trainyard.yaml`. */
export interface WorkloadText {
  readonly name: string;
  /** What stands below the name, a line each, without the indentation that the name has. */
  readonly lines: readonly string[];
}

/**
 * The text of a `trainyard.yaml` with one more workload behind the others; everything that is there stays as it is, comments too. Undefined: its
 * workloads are written in a way that cannot be added to line by line, such as `{…}`.
 */
export function addWorkload(text: string, workload: WorkloadText): string | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^workloads\s*:/.test(line));
  if (start < 0) return withSection(text, workload, eol);
  if (!/^workloads\s*:\s*(?:#.*)?$/.test(lines[start] ?? '')) return undefined;
  const end = endOfBlock(lines, start);
  // A list may stand as far left as its name.
  if (lines[end]?.startsWith('-') === true) return undefined;
  const indent = /^ +/.exec(lines.slice(start + 1, end).find(isContent) ?? '  ')?.[0] ?? '';
  if (indent === '') return undefined;
  const block = blockOf(workload, indent);
  const inner = lines.slice(start + 1, end);
  // One blank line where the others have one between them.
  const isSpaced = inner.length === 0 ? [] : [''];
  return [...lines.slice(0, end), ...isSpaced, ...block, ...lines.slice(end)].join(eol);
}

/** Behind the last line that belongs to the section; what is said before the next one belongs to that. */
function endOfBlock(lines: readonly string[], start: number): number {
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^[^\s#]/.test(line)) break;
    if (/^\s+\S/.test(line)) end = at + 1;
  }
  return end;
}

const isContent = (line: string) => /^\s*[^\s#]/.test(line);

const blockOf = ({ name, lines }: WorkloadText, indent: string): readonly string[] => [
  `${indent}${name}:`,
  ...lines.map((line) => `${indent}${indent}${line}`),
];

function withSection(text: string, workload: WorkloadText, eol: string): string {
  const before = text.replace(/\s+$/, '');
  const lines = [...(before === '' ? [] : [before, '']), 'workloads:', ...blockOf(workload, '  '), ''];
  return lines.join(eol);
}
