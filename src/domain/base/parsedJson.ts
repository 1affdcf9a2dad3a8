/** What a text holds as JSON; undefined: it is none. The parser's own words are left out, for they quote the text, which may hold secrets. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
