// What comes into the repository and the package from outside, and what must not.

export interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly resolved?: string;
        readonly link?: boolean;
        readonly dev?: boolean;
        readonly optional?: boolean;
        readonly os?: readonly string[];
      }
    >
  >;
}

/** Versions with known attacks or holes that a later update could bring back: name, and the first version that is safe. */
export const DENIED: readonly (readonly [name: string, safeFrom: string, why: string])[] = [
  ['yaml', '2.8.3', 'stack overflow by nested input'],
  ['js-yaml', '4.1.1', 'prototype pollution by merge keys'],
  ['tar-fs', '2.1.4', 'writes outside its folder'],
  ['jsonpath-plus', '10.3.0', 'runs code of a path expression'],
  ['event-stream', '9999.0.0', 'carried a stealer'],
  ['ua-parser-js', '0.7.33', 'carried a miner'],
];

/**
 * Lock entries without a strong hash, or from elsewhere than the npm registry. A developer's tool for another platform may have no hash when the
 * registry at hand does not offer it (scripts/completeLockfile.mjs); npm adds it where it is first installed.
 */
export function looseEntries({ packages }: Lock): string[] {
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && link !== true)
    .filter(([, { integrity, dev, optional, os }]) => integrity !== undefined || !dev || !optional || os === undefined)
    .filter(
      ([, { integrity = '', resolved = 'https://registry.npmjs.org/' }]) =>
        !integrity.startsWith('sha512-') || !resolved.startsWith('https://registry.npmjs.org/'),
    )
    .map(([path]) => path);
}

export function deniedEntries({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { version = '' }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    const rule = DENIED.find(([denied]) => denied === name);
    return rule && isOlder(version, rule[1]) ? [`${name} ${version}: ${rule[2]}`] : [];
  });
}

function isOlder(version: string, limit: string): boolean {
  const parts = version.split('.').map(Number);
  const limits = limit.split('.').map(Number);
  const at = limits.findIndex((part, index) => part !== (parts[index] ?? 0));
  return at >= 0 && (parts[at] ?? 0) < (limits[at] ?? 0);
}

/** Code points that are not seen, or that turn the direction of what follows; first and last of each range. */
const HIDDEN: readonly (readonly [first: number, last: number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];

/** `line: U+code` of each character with which code could look different from what it does. */
export function hiddenCharacters(text: string): string[] {
  // Nearly every file has none of them: ASCII is told apart at once.
  if (/^[\t-\r -~]*$/.test(text)) return [];
  return text.split('\n').flatMap((line, index) =>
    Array.from(line).flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      const isHidden = HIDDEN.some(([first, last]) => code >= first && code <= last);
      return isHidden ? [`${index + 1}: U+${code.toString(16)}`] : [];
    }),
  );
}
