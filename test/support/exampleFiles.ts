import type { NearFiles, PathKind } from '../../src/domain/base/nearFiles.ts';

/** Files as rules see them: those of `kinds`, and nothing else. */
export function filesWith(kinds: Readonly<Record<string, PathKind>>, name = 'file'): NearFiles {
  const plain = (path: string) =>
    path
      .replace(/^(?:\.\/+)+/, '')
      .replaceAll(/\/+/g, '/')
      .replace(/\/$/, '');
  return { name, kindOf: (path) => (path.startsWith('/') ? 'unknown' : (kinds[plain(path)] ?? 'nothing')) };
}

/** What is around the examples of rules: whatever is not called missing, and no file that says what a builder leaves out. */
export const EXAMPLE_FILES: NearFiles = {
  name: 'Dockerfile',
  kindOf: (path) => {
    if (path.includes('missing') || path.endsWith('.dockerignore')) return 'nothing';
    return /\.[^./]+$|file$/i.test(path) ? 'file' : 'folder';
  },
};
