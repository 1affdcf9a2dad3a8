/** A value to write. `{ text }` is quoted where it would be read as anything but a text. */
export type YamlValue = string | number | boolean | { readonly text: string } | readonly (string | number)[];

/** `{ a: 1, b: two }`: flow style, because a line for each thing is easy to scan and to comment out. */
export function yamlMap(entries: readonly (readonly [string, YamlValue])[]): string {
  return `{ ${entries.map(([key, value]) => `${yamlScalar(key)}: ${valueText(value)}`).join(', ')} }`;
}

export function yamlList(items: readonly (string | number)[]): string {
  return `[${items.map((item) => yamlScalar(item)).join(', ')}]`;
}

function valueText(value: YamlValue): string {
  if (typeof value !== 'object') return yamlScalar(value);
  return 'text' in value ? yamlScalar(value.text) : yamlList(value);
}

/** Words that YAML 1.1 or 1.2 readers take for something else than a text: switches, numbers, times, dates. */
const SPECIAL =
  /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|~|[-+.]*\d[\d_.:,e+\-tz ]*|0x[\da-f_]+|0o[0-7_]+|[-+]?\.inf|\.nan)$/i;
/** Letters first, then only what has no meaning inside braces. A colon only before a letter, `#` not at all. */
const PLAIN = /^[\p{L}\p{N}_./(][\p{L}\p{N} _./()+*=%@~^'-]*$/u;

/** One scalar; texts are quoted as JSON, which YAML reads, unless they are plain in every reader. */
export function yamlScalar(value: string | number | boolean): string {
  if (typeof value !== 'string')
    return Number.isFinite(value) || typeof value === 'boolean' ? String(value) : JSON.stringify(String(value));
  const isPlain = PLAIN.test(value) && !SPECIAL.test(value) && !value.endsWith(' ') && !value.startsWith('---');
  return isPlain ? value : quoted(value);
}

/** JSON leaves a few characters as they are that YAML does not allow in a file. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
