import type { Failure, Result } from '../../domain/base/failure.ts';
import { fail, ok } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Spec } from '../../domain/deploy/spec.ts';
import { pathText } from '../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import { readSpecNode } from '../../domain/deploy/specReader.ts';
import { createSpecDocument, type SpecDocument } from './specDocument.ts';
import { problemsOf } from './specProblems.ts';

/** Problems that the detail of a failure lists; the editor shows all of them. */
const LISTED = 20;

/**
 * Reads the text of a `trainyard.yaml`. The failure is `invalid`: its message has file, line, path in the file, what was expected and the
 * nearest valid name of the first problem, its detail lists the others, its location is the place to open.
 */
export function readSpec(text: string, path: string): Result<Spec> {
  const document = createSpecDocument(text);
  const problems = problemsOf(document);
  if (problems.length > 0) return specFailure(problems, { document, path });
  const reading = document.root && readSpecNode(document.root);
  if (reading?.spec) return ok(reading.spec);
  return fail({ code: 'invalid', message: t('{0} is empty.', nameOf(path)), location: { path, line: 1, column: 1 } });
}

/** The failure of a file that is read by its shape: its first problem with place, the others in the detail. */
export function specFailure(
  problems: readonly SpecProblem[],
  file: { readonly document: SpecDocument; readonly path: string },
): Result<never> {
  const [first] = problems;
  return fail(
    first ? failureOf(first, problems, file) : { code: 'invalid', message: t('{0} is empty.', nameOf(file.path)) },
  );
}

function failureOf(
  first: SpecProblem,
  all: readonly SpecProblem[],
  file: { readonly document: SpecDocument; readonly path: string },
): Failure {
  const line = (problem: SpecProblem) => lineText(problem, file.document, nameOf(file.path));
  const start = file.document.lines.positionAt(first.span.start);
  const rest = all.slice(0, LISTED).map(line);
  if (all.length > LISTED) rest.push(t('… and {0} more', all.length - LISTED));
  return {
    code: 'invalid',
    message: line(first),
    nextStep:
      all.length === 1
        ? t('Correct it and try again.')
        : t('Correct this and {0} more, then try again.', all.length - 1),
    detail: rest.join('\n'),
    location: { path: file.path, line: start.line + 1, column: start.character + 1 },
  };
}

/** `trainyard.yaml:7 workloads.train.comand: A workload has no field …`. */
function lineText(problem: SpecProblem, document: SpecDocument, name: string): string {
  const { line } = document.lines.positionAt(problem.span.start);
  const place = pathText(problem.path);
  return place === '' ? `${name}:${line + 1}: ${problem.message}` : `${name}:${line + 1} ${place}: ${problem.message}`;
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
