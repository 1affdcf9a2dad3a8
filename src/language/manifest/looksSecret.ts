/** Words that mean a secret wherever they stand, but for names of what is about one: its path, its name, its age. */
const PART = /(?:^|[_.-])(?:secret|password|passwd|passphrase)(?:$|[_.-])/i;
const ABOUT =
  /[_.-](?:name|namespace|path|file|dir|folder|mount|url|uri|host|id|ref|arn|ttl|age|days?|length|type|version|policy|enabled|required|provider|store|manager|backend|prefix|hash|algorithm)s?$/i;
const SECRET =
  /(?:^|[_.-])(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key|(?:account|batch|encryption|master|shared|signing|storage)[_-]?key|credentials?)(?:$|[_.-]\d*$)/i;
const NO_SECRET = /^(?:true|false|yes|no|null|none|\d{1,6}|\/.*|[a-z]+:\/\/[^:@/]*(?:\/.*)?)$/i;

/** Whether a variable or a key of this name holds a secret: `DB_PASSWORD`, `api-key`; not `MAX_TOKENS`, `TOKEN_PATH` or `SECRET_NAME`. */
export function looksSecret(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, '$1_$2');
  return SECRET.test(words) || (PART.test(words) && !ABOUT.test(words));
}

/** Whether a value may be the secret itself: not a path, an address, a switch, a number or a place where one will be put. */
export function maySecretBe(value: string): boolean {
  return value.trim() !== '' && !NO_SECRET.test(value) && !/[$<{]/.test(value);
}
