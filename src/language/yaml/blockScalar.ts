/**
 * The text of a block scalar (`|` or `>`) with its header line, as YAML reads it: indentation taken away, folded for “>”, line breaks at the end
 * by the mark (`-` none, `+` all, else one).
 */
export function blockScalar(source: string): string {
  const lineEnd = source.indexOf('\n');
  if (lineEnd < 0) return '';
  const header = source
    .slice(0, lineEnd)
    .replace(/\s*#.*/, '')
    .trim();
  const lines = source
    .slice(lineEnd + 1)
    .replaceAll('\r\n', '\n')
    .split('\n');
  if (lines.at(-1) === '') lines.pop();
  const indent = indentationOf(lines, Number(/[1-9]/.exec(header)?.[0] ?? 0));
  const cut = lines.map((line) => (line.trim() === '' && line.length < indent ? '' : line.slice(indent)));
  const text = header.startsWith('>') ? foldLines(cut) : cut.map((line) => `${line}\n`).join('');
  if (header.includes('+')) return text;
  const trimmed = text.replace(/\n+$/, '');
  return header.includes('-') || trimmed === '' ? trimmed : `${trimmed}\n`;
}

/** An indicator counts from the parent, which is not known here; with one, the least indentation of the lines is a good reading. */
function indentationOf(lines: readonly string[], indicator: number): number {
  const filled = lines.filter((line) => line.trim() !== '');
  const columns = filled.map((line) => line.length - line.trimStart().length);
  return indicator === 0 ? (columns[0] ?? 0) : Math.min(...columns, Number.MAX_SAFE_INTEGER);
}

function foldLines(lines: readonly string[]): string {
  let text = '';
  lines.forEach((line, index) => {
    const next = lines[index + 1];
    const isKept = next === undefined || line === '' || line.startsWith(' ') || next.startsWith(' ');
    if (line === '') text += '\n';
    else text += isKept ? `${line}\n` : next === '' ? line : `${line} `;
  });
  return text;
}
