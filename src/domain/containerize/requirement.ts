import { folderOf, joinPath } from './projectPath.ts';

/** One package as a project asks for it. */
export interface Requirement {
  /** Normalised as the package index does: lower case, `-` for `_` and `.`. */
  readonly name: string;
  readonly extras: readonly string[];
  /** `==1.2`, `>=2,<3`; empty when every version will do. */
  readonly specifier: string;
  /** Fetched with git. */
  readonly isGit: boolean;
}

export function normalizedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** A requirement by PEP 508: `name[extra]>=1; marker` or `name @ url`. Undefined for anything else. */
export function parseRequirement(text: string): Requirement | undefined {
  const found = /^(?<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?<rest>[^;]*)/.exec(
    text.trim(),
  );
  const name = found?.groups?.['name'];
  if (name === undefined) return undefined;
  const rest = (found?.groups?.['rest'] ?? '').trim();
  const extras = (found?.groups?.['extras'] ?? '')
    .split(',')
    .map((extra) => normalizedName(extra.trim()))
    .filter((extra) => extra !== '');
  return {
    name: normalizedName(name),
    extras,
    specifier: rest.startsWith('@') ? '' : rest.replaceAll(/[\s()]/g, ''),
    isGit: /^@\s*git\+/.test(rest),
  };
}

export interface RequirementsFile {
  readonly requirements: readonly Requirement[];
  /** Other files it names with -r or -c, as paths from the project folder; they must be in the image when pip runs. */
  readonly includes: readonly string[];
  /** It names folders of the project (`.`, `-e ./lib`), so the code must be there when pip runs. */
  readonly needsCode: boolean;
}

/** Reads a requirements file and those it includes. `texts` holds them by path. */
export function readRequirements(path: string, texts: ReadonlyMap<string, string>): RequirementsFile {
  const seen = new Set<string>();
  const requirements: Requirement[] = [];
  let needsCode = false;
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const folder = folderOf(file);
    for (const line of linesOf(texts.get(file) ?? '')) {
      const include = /^(?:-r|--requirement|-c|--constraint)[\s=]*(?<path>\S+)/.exec(line)?.groups?.['path'];
      if (include !== undefined) visit(joinPath(folder, include));
      else if (/^(?:-e|--editable)\s+(?!git\+)|^\.{1,2}(?:\/|$|\[)/.test(line)) needsCode = true;
      else requirements.push(...requirementOf(line));
    }
  };
  visit(path);
  return { requirements, includes: [...seen].filter((file) => file !== path), needsCode };
}

function requirementOf(line: string): readonly Requirement[] {
  const git = /^(?:-e\s+|--editable\s+)?git\+\S+?(?:#.*?egg=(?<egg>[\w.-]+).*)?$/.exec(line);
  if (git) return [{ name: normalizedName(git.groups?.['egg'] ?? 'git'), extras: [], specifier: '', isGit: true }];
  if (line.startsWith('-') || /^[\w+.-]+:\/\//.test(line)) return [];
  const requirement = parseRequirement(line.replace(/\s--?[a-z].*$/, ''));
  return requirement ? [requirement] : [];
}

function linesOf(text: string): readonly string[] {
  return (
    text
      .replaceAll(/\\\r?\n/g, ' ')
      .split(/\r?\n/)
      // Longer lines are not requirements, and patterns must not be run over them.
      .filter((line) => line.length < 2000)
      .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
      .filter((line) => line !== '')
  );
}
