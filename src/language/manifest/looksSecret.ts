const SECRET =
  /(?:^|[_.-])(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key|credentials?)(?:$|[_.-]\d*$)/i;
const NO_SECRET = /^(?:true|false|yes|no|null|none|\d{1,6}|\/.*|[a-z]+:\/\/[^:@/]*(?:\/.*)?)$/i;

/** Whether a variable or a key of this name holds a secret: `DB_PASSWORD`, `api-key`; not `MAX_TOKENS`, `TOKEN_PATH` or `SECRET_NAME`. */
export function looksSecret(name: string): boolean {
  return SECRET.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

/** Whether a value may be the secret itself: not a path, an address, a switch, a number or a place where one will be put. */
export function maySecretBe(value: string): boolean {
  return value.trim() !== '' && !NO_SECRET.test(value) && !/[$<{]/.test(value);
}
