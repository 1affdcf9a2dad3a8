const TOKEN = /[ \t\r\n]+|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;

/** What may come next: a value, the first item or end of a list, and so on. */
type Expected = 'value' | 'firstItem' | 'firstKey' | 'key' | 'colon' | 'separator' | 'end';

/** Offset of the first thing that JSON does not allow; the end of the text when something is missing. V8 names a place for some errors only. */
export function jsonErrorOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return at;
    if (!/^\s/.test(token)) {
      const next = step(token, expected, open);
      if (next === undefined) return at;
      expected = next;
    }
    at += token.length;
  }
  return text.length;
}

/** The state behind a token; undefined when it is not allowed. Keeps `open` up to date. */
function step(token: string, expected: Expected, open: string[]): Expected | undefined {
  switch (token) {
    case ']':
    case '}':
      return close(token, expected, open);
    case ',':
      return expected === 'separator' ? afterComma(open) : undefined;
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    default:
      return value(token, expected, open);
  }
}

const afterComma = (open: readonly string[]): Expected => (open.at(-1) === '[' ? 'value' : 'key');
const afterValue = (open: readonly string[]): Expected => (open.length === 0 ? 'end' : 'separator');

function close(token: ']' | '}', expected: Expected, open: string[]): Expected | undefined {
  const [opening, first] = token === ']' ? ['[', 'firstItem'] : ['{', 'firstKey'];
  if (expected !== 'separator' && expected !== first) return undefined;
  return open.pop() === opening ? afterValue(open) : undefined;
}

/** A string, number, word, or the beginning of a list or object. */
function value(token: string, expected: Expected, open: string[]): Expected | undefined {
  if (expected === 'firstKey' || expected === 'key') return token.startsWith('"') ? 'colon' : undefined;
  if (expected !== 'value' && expected !== 'firstItem') return undefined;
  if (token !== '[' && token !== '{') return afterValue(open);
  open.push(token);
  return token === '[' ? 'firstItem' : 'firstKey';
}
