import { lineEnd } from '../yaml/lines.ts';
import { maskTemplates } from '../yaml/maskTemplates.ts';
import { scanDocument } from '../yaml/scanDocument.ts';
import { splitDocuments } from '../yaml/splitDocuments.ts';
import type { YamlProblem } from '../yaml/yamlProblem.ts';
import { treeProblems } from '../yaml/treeProblems.ts';
import { YamlTree } from '../yaml/yamlTree.ts';
import { YamlValue } from '../yaml/yamlValue.ts';
import { isGenerated } from './isGenerated.ts';
import { isPatchPath } from './isPatchPath.ts';
import { ManifestObject } from './manifestObject.ts';

/** One document of a file. Its tree counts offsets from `start`. */
export interface ManifestDocument {
  /** Offset in the file. */
  readonly start: number;
  /** As it stands in the file. */
  readonly text: string;
  readonly tree: YamlTree;
  readonly problems: readonly YamlProblem[];
  /** It holds a construct that is not read: nothing is said of it. */
  readonly isOpaque: boolean;
  readonly isTemplated: boolean;
  /** The object, then those that it carries. */
  readonly objects: readonly ManifestObject[];
}

/** The API server takes requests of 3 MB (apiserver, `MaxRequestBodyBytes`), so no cluster takes a document that is longer; comments are let pass. */
const LONGEST_DOCUMENT = 4 * 1024 * 1024;
/** A file that is longer is not split: 100,000 documents are well below. */
const LONGEST_FILE = 16 * 1024 * 1024;

/** Documents of the version before, by their text: an edit scans what it touched. */
export type KnownDocuments = ReadonlyMap<string, ManifestDocument>;

/**
 * Reads a file of manifests. What a document says does not depend on where it stands, so unchanged ones are taken over from `known`.
 * @param path Of the file, whose name may say that it holds patches.
 */
export function readManifests(text: string, known?: KnownDocuments, path = ''): readonly ManifestDocument[] {
  if (text.length > LONGEST_FILE) return [tooLarge(text, 0)];
  const isPatch = isPatchPath(path);
  const masked = maskTemplates(text);
  return splitDocuments(masked).map(({ start, end, problem }) => {
    const own = text.slice(start, end);
    const before = known?.get(own);
    const document =
      before && !problem
        ? before.start === start
          ? before
          : { ...before, start }
        : readDocument(own, masked.slice(start, end), { start, isPatch });
    if (!problem) return document;
    // Told with the document that it opens, and counted from there, so before its start.
    const moved = { ...problem, start: problem.start - start, end: problem.end - start };
    return { ...document, problems: [moved, ...document.problems] };
  });
}

/** Says so at its first line, and nothing else. */
function tooLarge(text: string, start: number): ManifestDocument {
  const tree = new YamlTree('', { cells: new Int32Array(), anchors: [] });
  const problem = { code: 'too-large', start: 0, end: lineEnd(text, 0) } as const;
  return { start, text, tree, problems: [problem], isOpaque: false, isTemplated: false, objects: [] };
}

function readDocument(
  text: string,
  masked: string,
  { start, isPatch }: { readonly start: number; readonly isPatch: boolean },
): ManifestDocument {
  if (text.length > LONGEST_DOCUMENT) return tooLarge(text, start);
  const scanned = scanDocument(masked);
  const tree = new YamlTree(masked, scanned);
  const isTemplated = isGenerated(text);
  // Behind a construct that is not read, and in a template, an anchor may stand where nobody sees it.
  const isUnsure = scanned.isOpaque || isTemplated;
  const problems = isUnsure ? scanned.problems : [...scanned.problems, ...treeProblems(tree, scanned.aliases)];
  return {
    start,
    text,
    tree,
    problems,
    isOpaque: scanned.isOpaque,
    isTemplated,
    objects:
      scanned.isOpaque || tree.root < 0
        ? []
        : objectsOf(new YamlValue(tree, tree.root), {
            isTemplated,
            isWhole: !isTemplated && !isPatch && problems.length === 0,
          }),
  };
}

/** The document, the items of a List, and objects that they carry (the Job of a trial, the manifest of a step). */
function objectsOf(
  root: YamlValue,
  of: { readonly isTemplated: boolean; readonly isWhole: boolean },
): readonly ManifestObject[] {
  if (!root.isMap) return [];
  const objects: ManifestObject[] = [];
  const top = new ManifestObject(root, of);
  if (top.kind !== undefined || top.apiVersion !== undefined) objects.push(top);
  for (const value of carried(root)) objects.push(new ManifestObject(value, { ...of, carrier: top }));
  return objects;
}

function carried(root: YamlValue): readonly YamlValue[] {
  const places = [
    ...(root.at('kind')?.text?.endsWith('List') === true ? Array.from(root.at('items')?.items() ?? []) : []),
    root.at('spec', 'trialTemplate', 'trialSpec'),
  ];
  return places
    .filter((value) => value?.isMap === true && value.at('kind') !== undefined)
    .flatMap((value) => value ?? []);
}
