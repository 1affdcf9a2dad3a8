/**
 * Rows as CSV (RFC 4180): lines end in CR LF, a field with a comma, quote or line break stands in quotes. A text that a spreadsheet would run as a formula
 * gets an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection), for names of runs come from outside; numbers stay what they are.
 */
export function csvText(rows: Iterable<readonly (string | number)[]>): string {
  let text = '';
  for (const row of rows) text += `${row.map(field).join(',')}\r\n`;
  return text;
}

function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
