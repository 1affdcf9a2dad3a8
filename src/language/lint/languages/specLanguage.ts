import { pathText } from '../../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../../domain/deploy/specProblem.ts';
import { fixesOf } from '../../document/specFixes.ts';
import { createSpecDocument, type SpecDocument } from '../../document/specDocument.ts';
import { problemsOf } from '../../document/specProblems.ts';
import { specRules } from '../../rules/spec/specRules.ts';
import { severitiesOf } from '../findingSink.ts';
import type { FileFinding, LintLanguage } from '../lintLanguage.ts';
import type { Severity } from '../severity.ts';

/** `trainyard.yaml`: what the reader of run specs finds. */
export const specLanguage: LintLanguage = {
  languages: ['spec'],
  create(config) {
    const severities = severitiesOf(specRules, config);
    return {
      lint({ text }) {
        const document = createSpecDocument(text);
        const findings = problemsOf(document).flatMap((problem) => findingOf(problem, document, severities));
        return { findings, suppressed: [] };
      },
    };
  },
};

function findingOf(
  problem: SpecProblem,
  document: SpecDocument,
  severities: ReadonlyMap<string, Severity>,
): readonly FileFinding[] {
  const rule = `spec-${problem.id}`;
  const severity = severities.get(rule);
  if (severity === undefined) return [];
  const place = pathText(problem.path.slice(0, -1));
  return [
    {
      rule,
      severity,
      start: problem.span.start,
      end: problem.span.end,
      document: 1,
      message: place === '' || problem.id === 'syntax' ? problem.message : `${place}: ${problem.message}`,
      subject: () => ({ path: pathText(problem.path) }),
      fixes: () =>
        fixesOf(problem, document).map(({ title, edit, isSafe = false }) => ({
          title,
          edits: [{ start: edit.span.start, end: edit.span.end, newText: edit.newText }],
          isSafe,
        })),
    },
  ];
}
