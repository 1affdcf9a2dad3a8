/** The fields of a CSV (RFC 4180): quoted ones may hold commas, line breaks and quotes written twice. Lines without any text are left out. */
export function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at <= text.length) {
    const { field, end } = fieldAt(text, at);
    row.push(field);
    at = end + 1;
    if (text[end] === ',') continue;
    if (text[end] === '\r' && text[at] === '\n') at += 1;
    if (row.length > 1 || field !== '') rows.push(row);
    row = [];
  }
  return rows;
}

/** A field and where it ends: at a comma, a line break or the end of the text. What follows a closing quote belongs to it. */
function fieldAt(text: string, from: number): { readonly field: string; readonly end: number } {
  let field = '';
  let at = from;
  if (text[at] === '"') {
    for (at += 1; at < text.length; at++) {
      if (text[at] !== '"') field += text[at];
      else if (text[at + 1] === '"') field += text[(at += 1)];
      else break;
    }
    at += 1;
  }
  for (; at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r'; at++) field += text[at];
  return { field, end: at };
}
