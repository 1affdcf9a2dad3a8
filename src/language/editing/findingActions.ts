import type { CodeAction } from 'vscode-languageserver-types';
import type { Finding } from '../lint/finding.ts';
import { findingDiagnostic, type FindingPlace } from './findingDiagnostic.ts';

/** The quick fixes of findings; the first of each is the one that an editor prefers. */
export function findingActions(findings: readonly Finding[], place: FindingPlace): readonly CodeAction[] {
  return findings.flatMap((finding) => {
    const diagnostic = findingDiagnostic(finding, place);
    return (finding.fixes?.() ?? []).map((fix, index) => ({
      title: fix.title,
      kind: 'quickfix',
      isPreferred: index === 0,
      diagnostics: [diagnostic],
      edit: {
        changes: { [place.uri]: fix.edits.map((edit) => ({ range: place.range(edit), newText: edit.newText })) },
      },
    }));
  });
}
