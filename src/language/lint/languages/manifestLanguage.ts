import { readManifests, type ManifestDocument } from '../../manifest/manifestFile.ts';
import { documentSymbols } from '../../workspace/documentSymbols.ts';
import { pathAt } from '../../yaml/pathAt.ts';
import { referenceRules } from '../../rules/references/referenceRules.ts';
import { createManifestLinter } from '../createManifestLinter.ts';
import { fileReport } from '../fileReport.ts';
import type { Finding } from '../finding.ts';
import { severitiesOf } from '../findingSink.ts';
import type { FileFinding, FindingSubject, LintLanguage, SuppressedFinding } from '../lintLanguage.ts';
import { movedFinding } from '../movedFinding.ts';

/** Kubernetes manifests, as they are and as templates of Helm. */
export const manifestLanguage: LintLanguage = {
  languages: ['manifest', 'helm-template'],
  create(config, { schemas, wantsSymbols = false }) {
    const linter = createManifestLinter(config, schemas);
    const collects = wantsSymbols && severitiesOf(referenceRules, config).size > 0;
    return {
      lint({ path, text }) {
        const findings: FileFinding[] = [];
        const suppressed: SuppressedFinding[] = [];
        const documents = readManifests(text, undefined, path);
        documents.forEach((document, index) => {
          const report = fileReport(linter.judge(document), (finding) => fileFinding(finding, document, index + 1));
          findings.push(...report.findings);
          suppressed.push(...report.suppressed);
        });
        const judged = linter.suppressions.judgeFile(text, findings);
        return {
          // What is wrong with a mark for the whole file stands before all documents.
          findings: judged.findings.map((finding) => ({ document: 1, ...finding })),
          suppressed: [...suppressed, ...judged.suppressed],
          ...(collects && {
            symbols: documents.map((document) => ({ start: document.start, symbols: documentSymbols(document) })),
          }),
        };
      },
    };
  },
};

/** A finding of a document as one of its file. */
export function fileFinding(finding: Finding, document: ManifestDocument, number: number): FileFinding {
  return {
    ...movedFinding(finding, document.start),
    document: number,
    subject: () => subjectAt(document, finding.start),
  };
}

/** The innermost object around an offset of a document, and the path of the value there. */
function subjectAt(document: ManifestDocument, offset: number): FindingSubject {
  const { objects } = document;
  const object =
    objects.length < 2
      ? objects[0]
      : (objects.findLast(({ root }) => root.span.start <= offset && offset <= root.span.end) ?? objects[0]);
  return {
    ...(object?.kind === undefined ? {} : { kind: object.kind }),
    ...(object?.name === undefined ? {} : { name: object.name }),
    path: pathAt(document.tree, offset),
  };
}
