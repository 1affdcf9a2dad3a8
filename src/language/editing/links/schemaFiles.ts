import type { NamedFile } from './namedFiles.ts';

/** As the language server of Red Hat reads it, and editors with it. */
const SCHEMA_COMMENT = /^[ \t]*#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)/gm;
/** The same as a field at the top. */
const SCHEMA_FIELD = /^\$schema[ \t]*:[ \t]+["']?([^\s"'#]+)/gm;

/** Files that hold the schema of a YAML file. Addresses are links in every editor. */
export function* schemaFiles(text: string): Generator<NamedFile> {
  if (!text.includes('$schema')) return;
  for (const pattern of [SCHEMA_COMMENT, SCHEMA_FIELD]) {
    for (const found of text.matchAll(pattern)) {
      const path = found[1] ?? '';
      const end = found.index + found[0].length;
      if (!/^\w+:/.test(path)) yield { path, start: end - path.length, end };
    }
  }
}
