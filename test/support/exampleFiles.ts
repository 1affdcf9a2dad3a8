import type { NearFiles, PathKind } from '../../src/domain/base/nearFiles.ts';

/** Files as rules see them: those of `kinds`, and nothing else. */
export function filesWith(
  kinds: Readonly<Record<string, PathKind>>,
  name = 'file',
  texts: Readonly<Record<string, string>> = {},
): NearFiles {
  const plain = (path: string) =>
    path
      .replace(/^(?:\.\/+)+/, '')
      .replaceAll(/\/+/g, '/')
      .replace(/\/$/, '');
  return {
    name,
    kindOf: (path) => (path.startsWith('/') ? 'unknown' : (kinds[plain(path)] ?? 'nothing')),
    textOf: (path) => texts[plain(path)],
  };
}

/** What examples need to have beside them. */
const TEXTS = new Map([
  ['values.schema.json', '{"properties": {"replicas": {"type": "integer"}}}'],
  ['./.dockerignore', 'ignored.*\n'],
  ['../../.github/actions/build/action.yml', 'name: build\ninputs: {model: {}}\n'],
  ['../../.github/workflows/shared.yml', 'on: {workflow_call: {inputs: {model: {type: string}}}}\n'],
]);

/** What is around the examples of rules: whatever is not called missing, and no file that says what a builder leaves out. */
export const EXAMPLE_FILES: NearFiles = {
  name: 'Dockerfile',
  kindOf: (path) => {
    if (path.includes('missing') || path.endsWith('.dockerignore')) return 'nothing';
    return /\.[^./]+$|file$/i.test(path) ? 'file' : 'folder';
  },
  textOf: (path) => TEXTS.get(path),
};
