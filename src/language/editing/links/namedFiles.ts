import type { Span } from '../../../domain/deploy/specNode.ts';
import { contextSources } from '../../dockerfile/copyPaths.ts';
import { Dockerfile } from '../../dockerfile/dockerfile.ts';
import type { FileLanguage } from '../../lint/fileLanguage.ts';
import { readManifests } from '../../manifest/manifestFile.ts';
import { DOUBLE, PLAIN, SINGLE } from '../../yaml/nodeTable.ts';
import { buildFiles } from './buildFiles.ts';
import { schemaFiles } from './schemaFiles.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';

/** A word of a file that may name another one. */
export interface NamedFile extends Span {
  /** Counted from the folder of the file, with `/`. */
  readonly path: string;
}

/** Languages whose values name files around them. */
const WITH_PATHS: ReadonlySet<FileLanguage> = new Set([
  'kustomization',
  'compose',
  'workflow',
  'gitlab',
  'prefect',
  'mlproject',
  'chart',
  'spec',
]);
/** Fields whose values look like paths and are names of images. */
const IMAGES: ReadonlySet<string> = new Set(['image', 'tag']);
/** A file, or a way to one; numbers, versions and sentences are not. */
const PATH = /^(?!\d+(?:\.\d+)*$)[^\s:*?<>|"$]*[./][^\s:*?<>|"$]*$/;

/** Everything in a file that can be the name of another one. Whether that is there is for the caller to ask. */
export function* namedFiles(language: FileLanguage, text: string): Generator<NamedFile> {
  if (language === 'dockerfile') {
    yield* sources(text);
    return;
  }
  yield* schemaFiles(text);
  if (WITH_PATHS.has(language)) {
    for (const { start, tree } of readManifests(text)) {
      for (const { path, ...span } of scalars(tree)) yield { path, start: start + span.start, end: start + span.end };
    }
  }
}

function* scalars(tree: YamlTree): Generator<NamedFile> {
  const ofBuilds = buildFiles(tree);
  for (let node = 0; node < tree.count; node++) {
    const kind = tree.kind(node);
    if ((kind !== PLAIN && kind !== DOUBLE && kind !== SINGLE) || tree.isMasked(node)) continue;
    const text = tree.scalarText(node);
    if (text === undefined) continue;
    const quote = kind === PLAIN ? 0 : 1;
    const ofBuild = ofBuilds.get(node);
    if (ofBuild !== undefined) yield { path: ofBuild, start: tree.start(node) + quote, end: tree.end(node) - quote };
    // A schema is named above.
    if (ofBuild !== undefined || IMAGES.has(tree.key(node)) || tree.key(node) === '$schema') continue;
    // kustomize names the key of a ConfigMap in front: `key=path`.
    const from = text.indexOf('=') + 1;
    const path = text.slice(from);
    if (PATH.test(path)) yield { path, start: tree.start(node) + quote + from, end: tree.end(node) - quote };
  }
}

/** What COPY and ADD take from the folder of the Dockerfile. */
function* sources(text: string): Generator<NamedFile> {
  for (const { text: path, start, end } of new Dockerfile(text).instructions.flatMap(contextSources)) {
    if (PATH.test(path)) yield { path, start, end };
  }
}
