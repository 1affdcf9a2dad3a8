import { t } from '../base/text.ts';
import type { DataValue } from './dataValue.ts';
import { listAt, textAt, valueAt } from './dataValue.ts';
import type { ProjectSnapshot } from './snapshot.ts';

/** The Python of the image, as `3.12`, and why. */
export interface PythonVersion {
  readonly version: string;
  /** One sentence for the comment in the Dockerfile. */
  readonly reason: string;
  /** Whether the project names it. */
  readonly isStated: boolean;
}

/** For projects that name none: every framework in packageFacts.ts has wheels for it. */
const DEFAULT_MINOR = 12;
/** Newest version with official images when this was written. */
const NEWEST_MINOR = 14;
const OLDEST_MINOR = 8;

/** The first of these that names a version: .python-version, runtime.txt, pyproject.toml, Pipfile, environment.yml. */
export function pythonVersion({ texts, data }: ProjectSnapshot): PythonVersion {
  const exact =
    exactIn(texts.get('.python-version'), '.python-version') ?? exactIn(texts.get('runtime.txt'), 'runtime.txt');
  const pyproject = data.get('pyproject.toml');
  return (
    exact ??
    ranged(textAt(pyproject, 'project', 'requires-python'), 'pyproject.toml') ??
    ranged(poetryPython(pyproject), 'pyproject.toml') ??
    pipfilePython(data.get('Pipfile')) ??
    ranged(condaPython(data.get('environment.yml') ?? data.get('environment.yaml')), 'environment.yml') ?? {
      version: `3.${DEFAULT_MINOR}`,
      reason: t('Python {0} because the project names no version.', `3.${DEFAULT_MINOR}`),
      isStated: false,
    }
  );
}

function exactIn(text: string | undefined, file: string): PythonVersion | undefined {
  const version = /^\s*(?:python-|cpython-?)?(3\.\d+)/m.exec(text ?? '')?.[1];
  return version === undefined ? undefined : stated(version, file, version);
}

function pipfilePython(pipfile: DataValue | undefined): PythonVersion | undefined {
  const version = textAt(pipfile, 'requires', 'python_version') ?? textAt(pipfile, 'requires', 'python_full_version');
  return exactIn(version, 'Pipfile');
}

const poetryPython = (pyproject: DataValue | undefined): string | undefined => {
  const python = valueAt(pyproject, 'tool', 'poetry', 'dependencies', 'python');
  return typeof python === 'string' ? python : undefined;
};

/** `python=3.11.4` or `python>=3.10` in a conda environment. */
function condaPython(environment: DataValue | undefined): string | undefined {
  const entry = listAt(environment, 'dependencies').find(
    (item) => typeof item === 'string' && /^python\s*[=<>!~]/.test(item),
  );
  return typeof entry === 'string' ? entry.replace(/^python\s*/, '').replace(/^=+/, '==') : undefined;
}

function stated(version: string, file: string, written: string): PythonVersion {
  return { version, reason: t('Python {0} because {1} says {2}.', version, file, written), isStated: true };
}

/** The version of a range that is nearest to the default. */
function ranged(specifier: string | undefined, file: string): PythonVersion | undefined {
  if (specifier === undefined) return undefined;
  const clauses = specifier
    .split(/[|,]+|\s(?=[<>=~^!])/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
  const minors = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => OLDEST_MINOR + index);
  const allowed = minors.filter((minor) => clauses.every((clause) => allows(clause, minor)));
  const best = allowed.sort((a, b) => Math.abs(a - DEFAULT_MINOR) - Math.abs(b - DEFAULT_MINOR) || a - b)[0];
  return best === undefined ? undefined : stated(`3.${best}`, file, specifier);
}

/** What a clause allows, given a minor version, its bound, and whether the bound names a patch. */
type Allows = (minor: number, bound: number, hasPatch: boolean) => boolean;

const OPERATORS: ReadonlyMap<string, Allows> = new Map<string, Allows>([
  ['>=', (minor, bound) => minor >= bound],
  ['^', (minor, bound) => minor >= bound],
  ['>', (minor, bound, hasPatch) => minor > bound || (hasPatch && minor === bound)],
  ['<', (minor, bound, hasPatch) => minor < bound || (hasPatch && minor === bound)],
  ['<=', (minor, bound) => minor <= bound],
  ['!=', (minor, bound, hasPatch) => minor !== bound || hasPatch],
  // ~=3.11 allows 3.12, ~=3.11.2 does not.
  ['~=', (minor, bound, hasPatch) => (hasPatch ? minor === bound : minor >= bound)],
]);

/** Whether any release of Python 3.`minor` fits one clause such as `>=3.10`, `^3.9`, `~=3.11`, `==3.11.*`. */
function allows(clause: string, minor: number): boolean {
  const found = /^(?<operator>[<>=!~^]*)\s*3(?:\.(?<minor>\d+))?(?<patch>\.\d+)?/.exec(clause);
  // Bounds outside Python 3: `<4` and `>=2.7` allow it, `<3` and `==2.7` do not.
  if (!found?.groups) return /^(?:<=?\s*[4-9]|>=?\s*[0-2]\b|\*)/.test(clause);
  const { operator = '', minor: bound, patch } = found.groups;
  if (bound === undefined) return operator !== '<' && operator !== '>' && operator !== '!=';
  const compare = OPERATORS.get(operator);
  return compare ? compare(minor, Number(bound), patch !== undefined && patch !== '.0') : minor === Number(bound);
}
