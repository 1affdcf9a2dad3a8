/** UTF-16 codes of the characters that mean something to YAML. */
export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const BANG = 33;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const PERCENT = 37;
export const AMPERSAND = 38;
export const SINGLE_QUOTE = 39;
export const STAR = 42;
export const COMMA = 44;
export const DASH = 45;
export const DOT = 46;
export const COLON = 58;
export const GREATER = 62;
export const QUESTION = 63;
export const AT = 64;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const BACKTICK = 96;
export const OPEN_MAP = 123;
export const PIPE = 124;
export const CLOSE_MAP = 125;
export const BYTE_ORDER_MARK = 0xfe_ff;
/** What `maskTemplates` writes over a placeholder: of the private use area, so that no manifest holds it. */
export const MASK = 0xe0_00;

/** A blank, a line end, a control character or the end of the text (`charCodeAt` is NaN there). */
export function isBlank(code: number): boolean {
  return code <= SPACE || code !== code;
}

/** The end of a line or of the text. */
export function isLineEnd(code: number): boolean {
  return code === LF || code === CR || code !== code;
}
