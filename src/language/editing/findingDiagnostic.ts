import type { Diagnostic, DiagnosticSeverity, DiagnosticTag, Range } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { Finding } from '../lint/finding.ts';
import type { Severity } from '../lint/severity.ts';

/** Where a finding stands. */
export interface FindingPlace {
  readonly uri: string;
  /** The range of a span of the document that the finding is of. */
  readonly range: (span: Span) => Range;
}

/** Numbers of the language server protocol. */
const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3, hint: 4 };
const TAG: Readonly<Record<'unnecessary' | 'deprecated', DiagnosticTag>> = { unnecessary: 1, deprecated: 2 };

/** A finding as editors show it; the code is the rule's id. */
export function findingDiagnostic(finding: Finding, { uri, range }: FindingPlace): Diagnostic {
  return {
    range: range(finding),
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    source: 'Trainyard',
    message: finding.message,
    ...(finding.tag === undefined ? {} : { tags: [TAG[finding.tag]] }),
    ...(finding.related === undefined
      ? {}
      : {
          relatedInformation: finding.related.map((place) => ({
            message: place.message,
            location: { uri: place.uri ?? uri, range: range(place) },
          })),
        }),
  };
}
