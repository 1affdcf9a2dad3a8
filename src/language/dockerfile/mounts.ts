import type { Instruction } from './instruction.ts';

/** Fields of one `--mount`, names in lower case. */
export type Mount = ReadonlyMap<string, string>;

/** The mounts of a RUN. */
export function mountsOf(instruction: Instruction): readonly Mount[] {
  return instruction.flags
    .filter(({ name }) => name === 'mount')
    .map(
      ({ value = '' }) =>
        new Map(
          value.split(',').map((field) => {
            const equals = field.indexOf('=');
            return equals < 0
              ? [field.toLowerCase(), '']
              : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
          }),
        ),
    );
}

/** Whether a folder lies in a cache mount, or a cache mount in it. An unknown target may be any folder. */
export function isInCacheMount(instruction: Instruction, folders: readonly string[]): boolean {
  return mountsOf(instruction).some((mount) => {
    const type = mount.get('type');
    if (type !== 'cache' && type !== 'tmpfs') return false;
    const target = mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '';
    return (
      target.includes('$') || folders.some((folder) => target.includes(folder) || `${folder}/`.startsWith(`${target}/`))
    );
  });
}
