import type { Finding } from '../lint/finding.ts';
import type { ManifestLinter } from '../lint/manifestLinter.ts';
import { type KnownDocuments, type ManifestDocument, readManifests } from '../manifest/manifestFile.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import { EditedManifest } from './editedManifest.ts';
import type { TextPositions } from './editedFile.ts';

/** Reads manifests that are being edited. Documents that an edit does not touch keep what was read and found. */
export class ManifestEditor {
  readonly linter: ManifestLinter;
  readonly #findings = new WeakMap<YamlTree, readonly Finding[]>();

  constructor(linter: ManifestLinter) {
    this.linter = linter;
  }

  /** A version of a file; `before` is the one that it came from. */
  open(
    file: { readonly uri: string; readonly text: string; readonly positions: TextPositions },
    before?: EditedManifest,
  ): EditedManifest {
    return new EditedManifest(file, {
      documents: readManifests(file.text, before && knownOf(before.documents)),
      editor: this,
    });
  }

  /** What is found in a document, without fixes: those hold on to a version of the text, and are made anew when somebody asks. */
  findings(document: ManifestDocument): readonly Finding[] {
    // What a separator does wrong is not of its document's text, so it is not kept.
    const isKept = !document.problems.some(({ code }) => code === 'text-after-separator');
    const known = isKept ? this.#findings.get(document.tree) : undefined;
    if (known) return known;
    const found = this.linter.lint(document).map(({ fixes: _dropped, ...finding }) => finding);
    this.#findings.set(document.tree, found);
    return found;
  }
}

function knownOf(documents: readonly ManifestDocument[]): KnownDocuments {
  return new Map(documents.map((document) => [document.text, document]));
}
