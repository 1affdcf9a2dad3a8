import type { Failure, Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { commentLines } from './dockerText.ts';
import { dockerfile } from './dockerfile.ts';
import { dockerignore } from './dockerignore.ts';
import type { ProjectFacts } from './facts.ts';
import { factsOf } from './facts.ts';
import type { ProjectSnapshot } from './snapshot.ts';
import { specText } from './specText.ts';

export interface ProposedFile {
  /** Relative to the project folder. */
  readonly path: string;
  readonly text: string;
}

export interface Proposal {
  readonly facts: ProjectFacts;
  readonly files: readonly ProposedFile[];
}

/** Files without which the packages or the Python version would be guessed: when one is broken nothing is proposed. */
const DECISIVE = ['pyproject.toml', 'Pipfile', 'environment.yml', 'environment.yaml', 'requirements.txt'];

/**
 * The files that make an image of a project. `focus` is the file the user started from, relative to the folder. Fails with `invalid` when a file
 * that decides is broken (with its place), and with `not-found` when nothing looks like a program.
 */
export function proposalOf(snapshot: ProjectSnapshot, focus: string | undefined): Result<Proposal> {
  const problem = decisiveProblem(snapshot, focus);
  if (problem) return fail(problem);
  const facts = factsOf(snapshot, focus);
  if (facts.entryPoints.length === 0) {
    return fail({
      code: 'not-found',
      message: t('Nothing in {0} looks like a program that could be run.', snapshot.name),
      nextStep: t('Open the file that should run and choose Containerize there.'),
    });
  }
  return ok({ facts, files: filesOf(snapshot, facts) });
}

/** The same facts with another program as the one that the image runs by itself. */
export function withMain(proposal: Proposal, snapshot: ProjectSnapshot, path: string): Proposal {
  const { entryPoints } = proposal.facts;
  const first = entryPoints.filter((entry) => entry.path === path);
  const facts = { ...proposal.facts, entryPoints: [...first, ...entryPoints.filter((entry) => entry.path !== path)] };
  return { facts, files: filesOf(snapshot, facts) };
}

function decisiveProblem({ problems }: ProjectSnapshot, focus: string | undefined): Failure | undefined {
  const decisive = focus === undefined ? DECISIVE : [...DECISIVE, focus];
  return decisive.map((path) => problems.get(path)).find((problem) => problem !== undefined);
}

function filesOf(snapshot: ProjectSnapshot, facts: ProjectFacts): readonly ProposedFile[] {
  const { method } = facts.dependencies;
  const requirements: readonly ProposedFile[] =
    method.kind === 'imports' ? [{ path: 'requirements.txt', text: requirementsText(method.packages) }] : [];
  return [
    ...requirements,
    { path: 'Dockerfile', text: dockerfile(facts) },
    { path: '.dockerignore', text: dockerignore(snapshot, facts.entryPoints) },
    { path: 'trainyard.yaml', text: specText(facts) },
  ];
}

/** Versions cannot be read off imports, so the file says how to get them. */
function requirementsText(packages: readonly string[]): string {
  const comment = t(
    'Packages that the sources import. Pin them, as in numpy==2.2.6: pip freeze tells the versions of an environment.',
  );
  return `${[...commentLines(comment), ...packages].join('\n')}\n`;
}
