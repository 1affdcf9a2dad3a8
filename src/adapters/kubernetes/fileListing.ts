import type { FileEntry, FileFacts, FileKind } from '../../domain/files/ports.ts';

/** Source: inode(7), the bits of the file type. */
const TYPE_BITS = 0o170000;
const FOLDER_BITS = 0o040000;
const FILE_BITS = 0o100000;
const LINK_BITS = 0o120000;
const PROGRAM_BITS = 0o111;

interface StatRecord {
  readonly bits: number;
  readonly isProgram: boolean;
  readonly size: number;
  readonly changedAt: Date;
}

/** `81a4 12 1700000000`; undefined when it is something else. */
function recordOf(text: string): StatRecord | undefined {
  const [, mode, size, seconds] = /^([0-9a-f]+) (\d+) (-?\d+)$/.exec(text) ?? [];
  if (mode === undefined || size === undefined || seconds === undefined) return undefined;
  return {
    bits: Number.parseInt(mode, 16) & TYPE_BITS,
    isProgram: (Number.parseInt(mode, 16) & PROGRAM_BITS) !== 0,
    size: Number(size),
    changedAt: new Date(Number(seconds) * 1000),
  };
}

function kindOf(bits: number): FileKind {
  if (bits === FOLDER_BITS) return 'folder';
  return bits === FILE_BITS ? 'file' : 'other';
}

/** A line for the file itself and one for where it leads; undefined when the first is not what was asked for. */
export function factsOf(text: string): FileFacts | undefined {
  const [first = '', second = ''] = text.split('\n');
  const own = recordOf(first);
  if (!own) return undefined;
  const { bits, size, changedAt } = recordOf(second) ?? own;
  return { kind: kindOf(bits), isLink: own.bits === LINK_BITS, size, changedAt };
}

/** Entries end with `//`: what is between is the name, whatever it holds. */
export function entriesOf(text: string): readonly FileEntry[] {
  const entries = new Map<string, FileEntry>();
  for (const part of text.split('//\n')) {
    const [, kind, record = '', name] = /^([sl]) (\S+ \S+ \S+) \.\/(.*)$/s.exec(part) ?? [];
    const facts = recordOf(record);
    if (name === undefined || name === '' || name.includes('/') || !facts) continue;
    const { bits, size, changedAt } = facts;
    if (kind === 's') entries.set(name, { name, kind: kindOf(bits), isLink: bits === LINK_BITS, size, changedAt });
    else if (entries.get(name)?.isLink) entries.set(name, { name, kind: kindOf(bits), isLink: true, size, changedAt });
  }
  return [...entries.values()];
}

/** Files of a tree, by their paths from where it was looked through: no name holds a slash, so that none holds two. */
export function wantedOf(text: string): readonly SurveyedFile[] {
  return text.split('//\n').flatMap((part) => {
    const [, record = '', name] = /^s (\S+ \S+ \S+) (\.\/.*)$/s.exec(part) ?? [];
    const facts = recordOf(record);
    if (name === undefined || !facts || facts.bits !== FILE_BITS) return [];
    const { size, changedAt, isProgram } = facts;
    return [{ name, size, seconds: changedAt.getTime() / 1000, isProgram }];
  });
}

interface SurveyedFile {
  readonly name: string;
  readonly size: number;
  readonly seconds: number;
  readonly isProgram: boolean;
}
