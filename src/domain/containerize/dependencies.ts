import type { DataValue } from './dataValue.ts';
import { isTable, listAt, tableAt, textAt, textsAt, valueAt } from './dataValue.ts';
import { packagesOfImports } from './importNames.ts';
import type { Requirement } from './requirement.ts';
import { normalizedName, parseRequirement, readRequirements } from './requirement.ts';
import type { ProjectSnapshot } from './snapshot.ts';

/** How the packages of a project get into an image. */
export type InstallMethod =
  | ProjectFileMethod
  | { readonly kind: 'pipenv' }
  | {
      readonly kind: 'requirements';
      readonly file: string;
      readonly includes: readonly string[];
      readonly needsCode: boolean;
    }
  | { readonly kind: 'conda'; readonly file: string }
  /** A conda environment that only names Python and pip packages, so that no conda is needed. */
  | { readonly kind: 'condaPip'; readonly file: string; readonly packages: readonly string[] }
  | { readonly kind: 'setup' }
  /** No file names packages; these are what the sources import. */
  | { readonly kind: 'imports'; readonly packages: readonly string[] }
  | { readonly kind: 'none' };

export interface ProjectFileMethod {
  readonly kind: 'uv' | 'poetry' | 'pyproject';
  /** The project is installed itself. */
  readonly isPackage: boolean;
  /** Packages lie in folders of the project. */
  readonly needsCode: boolean;
}

export interface Dependencies {
  readonly method: InstallMethod;
  readonly requirements: readonly Requirement[];
  /** The version of the project comes from git tags, which are not in the image. */
  readonly hasVersionFromGit: boolean;
}

const REQUIREMENTS_FILES = [
  'requirements.txt',
  'requirements/prod.txt',
  'requirements/base.txt',
  'requirements/requirements.txt',
];
const CONDA_FILES = ['environment.yml', 'environment.yaml'];

/** The first of: uv.lock, poetry.lock, Pipfile.lock, requirements, pyproject.toml, environment.yml, setup.py, the imports. */
export function dependenciesOf(snapshot: ProjectSnapshot, imports: ReadonlySet<string>): Dependencies {
  const has = (file: string): boolean => snapshot.files.includes(file);
  const pyproject = snapshot.data.get('pyproject.toml');
  const isPackage = isPackageOf(snapshot, pyproject);
  const needsCode = hasLocalPackages(pyproject);
  const ofProject = projectRequirements(pyproject);
  const requirementsFile = REQUIREMENTS_FILES.find(has);
  const condaFile = CONDA_FILES.find(has);
  const base = { hasVersionFromGit: hasVersionFromGit(pyproject) };
  if (has('uv.lock') && pyproject !== undefined)
    return { ...base, method: { kind: 'uv', isPackage, needsCode }, requirements: ofProject };
  if (has('poetry.lock') && pyproject !== undefined) {
    return { ...base, method: { kind: 'poetry', isPackage, needsCode }, requirements: ofProject };
  }
  if (has('Pipfile.lock')) {
    return {
      ...base,
      method: { kind: 'pipenv' },
      requirements: tableRequirements(valueAt(snapshot.data.get('Pipfile'), 'packages')),
    };
  }
  if (requirementsFile !== undefined) {
    const { requirements, includes, needsCode } = readRequirements(requirementsFile, snapshot.texts);
    return { ...base, method: { kind: 'requirements', file: requirementsFile, includes, needsCode }, requirements };
  }
  if (ofProject.length > 0 || (isPackage && tableAt(pyproject, 'project'))) {
    return { ...base, method: { kind: 'pyproject', isPackage, needsCode }, requirements: ofProject };
  }
  if (condaFile !== undefined) return { ...base, ...condaDependencies(condaFile, snapshot.data.get(condaFile)) };
  if (has('setup.py') || has('setup.cfg'))
    return { ...base, method: { kind: 'setup' }, requirements: setupRequirements(snapshot) };
  return { ...base, ...importDependencies(snapshot, imports) };
}

/** PEP 621 dependencies, or those of poetry. */
function projectRequirements(pyproject: DataValue | undefined): readonly Requirement[] {
  const listed = textsAt(pyproject, 'project', 'dependencies').flatMap((text) => parseRequirement(text) ?? []);
  return [...listed, ...tableRequirements(valueAt(pyproject, 'tool', 'poetry', 'dependencies'))];
}

/** `name = "^1.2"` or `name = { version = "^1.2", extras = ["gpu"] }`, as poetry and Pipfile have it. */
function tableRequirements(table: DataValue | undefined): readonly Requirement[] {
  if (!isTable(table)) return [];
  return [...table].flatMap(([name, value]) => {
    if (name === 'python') return [];
    const specifier = typeof value === 'string' ? value : (textAt(value, 'version') ?? '');
    const extras = textsAt(value, 'extras').map(normalizedName);
    return [{ name: normalizedName(name), extras, specifier, isGit: valueAt(value, 'git') !== undefined }];
  });
}

/** It can be installed itself: a build system is named, and code that it would find is there. */
function isPackageOf({ files, name }: ProjectSnapshot, pyproject: DataValue | undefined): boolean {
  if (tableAt(pyproject, 'build-system') === undefined) return false;
  if (
    valueAt(pyproject, 'tool', 'uv', 'package') === false ||
    valueAt(pyproject, 'tool', 'poetry', 'package-mode') === false
  )
    return false;
  const declared = textAt(pyproject, 'project', 'name') ?? textAt(pyproject, 'tool', 'poetry', 'name') ?? name;
  const module = normalizedName(declared).replaceAll('-', '_');
  return files.some((file) => file.startsWith('src/') || file.startsWith(`${module}/`) || file === `${module}.py`);
}

/** Members of a uv workspace, or dependencies by path. */
function hasLocalPackages(pyproject: DataValue | undefined): boolean {
  const sources = tableAt(pyproject, 'tool', 'uv', 'sources');
  const poetry = tableAt(pyproject, 'tool', 'poetry', 'dependencies');
  const entries = [...(sources?.values() ?? []), ...(poetry?.values() ?? [])];
  const isLocal = entries.some((entry) => valueAt(entry, 'path') !== undefined || valueAt(entry, 'workspace') === true);
  return isLocal || tableAt(pyproject, 'tool', 'uv', 'workspace') !== undefined;
}

function hasVersionFromGit(pyproject: DataValue | undefined): boolean {
  return textsAt(pyproject, 'build-system', 'requires').some((text) =>
    /^(?:setuptools[-_]scm|hatch-vcs|poetry-dynamic-versioning)/.test(text),
  );
}

function condaDependencies(file: string, data: DataValue | undefined): Pick<Dependencies, 'method' | 'requirements'> {
  const entries = listAt(data, 'dependencies');
  const pip = entries.flatMap((entry) => textsAt(entry, 'pip'));
  const conda = entries
    .filter((entry) => typeof entry === 'string')
    .filter((entry) => !/^(?:python|pip)(?:\s*[=<>!~].*)?$/.test(entry));
  const ofPip = pip.flatMap((text) => parseRequirement(text) ?? []);
  const hasOptions = pip.some((text) => text.startsWith('-'));
  if (conda.length === 0 && !hasOptions)
    return { method: { kind: 'condaPip', file, packages: pip }, requirements: ofPip };
  const ofConda = conda.flatMap((text) => parseRequirement(text.replace(/^.*::/, '').replace(/=.*$/, '')) ?? []);
  return { method: { kind: 'conda', file }, requirements: [...ofConda.map(condaName), ...ofPip] };
}

/** Conda's name of PyTorch. */
const condaName = (requirement: Requirement): Requirement =>
  requirement.name === 'pytorch' ? { ...requirement, name: 'torch' } : requirement;

/** `install_requires=[…]` of setup.py and setup.cfg, by their form alone: it only decides on system packages. */
function setupRequirements({ texts }: ProjectSnapshot): readonly Requirement[] {
  const inPython =
    /install_requires\s*=\s*\[(?<list>[^\]]*)\]/.exec(texts.get('setup.py') ?? '')?.groups?.['list'] ?? '';
  const inConfig =
    /^install_requires\s*=(?<list>(?:.*\n)(?:[ \t]+.*\n?)*)/m.exec(texts.get('setup.cfg') ?? '')?.groups?.['list'] ??
    '';
  const quoted = [...inPython.matchAll(/["']([^"']+)["']/g)].map((found) => found[1] ?? '');
  return [...quoted, ...inConfig.split('\n')].flatMap((text) => parseRequirement(text) ?? []);
}

function importDependencies(
  { files }: ProjectSnapshot,
  imports: ReadonlySet<string>,
): Pick<Dependencies, 'method' | 'requirements'> {
  const local = new Set(
    files.filter((file) => file.endsWith('.py')).flatMap((file) => file.replace(/\.py$/, '').split('/')),
  );
  const packages = packagesOfImports(imports, local);
  if (packages.length === 0) return { method: { kind: 'none' }, requirements: [] };
  return {
    method: { kind: 'imports', packages },
    requirements: packages.map((name) => ({ name, extras: [], specifier: '', isGit: false })),
  };
}
