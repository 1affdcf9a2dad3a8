import type { Finding } from '../lint/finding.ts';
import { withoutLeft } from '../lint/leftToOthers.ts';
import type { ManifestLinter } from '../lint/manifestLinter.ts';
import type { ReferenceLinter } from '../lint/referenceLinter.ts';
import { manifestMarks } from '../lint/suppressions/manifestMarks.ts';
import { type KnownDocuments, type ManifestDocument, readManifests } from '../manifest/manifestFile.ts';
import type { LiveValues } from '../live/liveValues.ts';
import type { SchemaSet } from '../schema/schemaSet.ts';
import type { SchemaTexts } from '../schema/schemaTexts.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { EditedManifest, type ManifestText } from './editedManifest.ts';

/** What manifests are checked and explained with. */
export interface ManifestTools {
  readonly linter: ManifestLinter;
  readonly references: ReferenceLinter;
  readonly index: WorkspaceIndex;
  /** What connected clusters have. */
  readonly live: LiveValues;
  /** Classes of problems that other extensions report. */
  readonly left: ReadonlySet<string>;
  readonly schemas: SchemaSet;
  /** What fields mean; read when it is first asked for. */
  readonly texts: () => SchemaTexts | undefined;
  /** Minor version of Kubernetes 1.x that manifests are for. */
  readonly kubernetesMinor: number;
}

/** Reads manifests that are being edited. Documents that an edit does not touch keep what was read and found. */
export class ManifestEditor {
  readonly tools: ManifestTools;
  readonly #findings = new WeakMap<YamlTree, readonly Finding[]>();

  constructor(tools: ManifestTools) {
    this.tools = tools;
  }

  /** A version of a file, which replaces the one before in the index. */
  open(file: ManifestText, before?: EditedManifest): EditedManifest {
    const documents = readManifests(file.text, before && knownOf(before.documents), file.uri);
    this.tools.index.set(file.uri, documents);
    return new EditedManifest(file, { documents, editor: this });
  }

  /** What is found in a document by itself, without fixes: those hold on to a version of the text, and are made anew when somebody asks. */
  findings(document: ManifestDocument): readonly Finding[] {
    // What a separator does wrong is not of its document's text, so it is not kept.
    const isKept = !document.problems.some(({ code }) => code === 'text-after-separator');
    const known = isKept ? this.#findings.get(document.tree) : undefined;
    if (known) return known;
    const all = this.tools.linter.lint(document).map(({ fixes: _dropped, ...finding }) => finding);
    const found = withoutLeft(document, all, this.tools.left);
    this.#findings.set(document.tree, found);
    return found;
  }

  /** What is found in each document of a file by looking at all files, without what comments of the document switch off. */
  across(uri: string, documents: readonly ManifestDocument[]): readonly (readonly Finding[])[] {
    const { references, linter } = this.tools;
    return references.lint(uri).map((found, at) => {
      const document = documents[at];
      if (found.length === 0 || !document) return [];
      return linter.suppressions.judgePart(found, manifestMarks(document)).findings;
    });
  }
}

function knownOf(documents: readonly ManifestDocument[]): KnownDocuments {
  return new Map(documents.map((document) => [document.text, document]));
}
