import type { CodeAction } from 'vscode-languageserver-types';
import { t } from '../../domain/base/text.ts';
import type { Finding } from '../lint/finding.ts';
import { findingDiagnostic, type FindingPlace } from './findingDiagnostic.ts';

/** A place whose language has comments that switch rules off for what follows. */
export interface MarkablePlace extends FindingPlace {
  /** A line of the file, from 0. */
  readonly lineText: (line: number) => string;
}

/** The quick fixes of findings; the first of each is the one that an editor prefers. */
export function findingActions(
  findings: readonly Finding[],
  place: FindingPlace | MarkablePlace,
): readonly CodeAction[] {
  return findings.flatMap((finding) => {
    const diagnostic = findingDiagnostic(finding, place);
    const fixes = (finding.fixes?.() ?? []).map((fix, index) => ({
      title: fix.title,
      kind: 'quickfix',
      isPreferred: index === 0,
      diagnostics: [diagnostic],
      edit: {
        changes: { [place.uri]: fix.edits.map((edit) => ({ range: place.range(edit), newText: edit.newText })) },
      },
    }));
    return 'lineText' in place ? [...fixes, ignoreAction(finding, place)] : fixes;
  });
}

/** Writes the comment that switches the rule off for the value below it; the reason is for the user to say. */
function ignoreAction(finding: Finding, place: MarkablePlace): CodeAction {
  const { line } = place.range(finding).start;
  const start = { line, character: 0 };
  const indentation = /^\s*/.exec(place.lineText(line))?.[0] ?? '';
  const newText = `${indentation}# trainyard-ignore ${finding.rule} -- ${t('say why')}\n`;
  return {
    title: t('Ignore “{0}” here, with a reason', finding.rule),
    kind: 'quickfix',
    diagnostics: [findingDiagnostic(finding, place)],
    edit: { changes: { [place.uri]: [{ range: { start, end: start }, newText }] } },
  };
}
