/** One instruction with its continuation lines and heredocs. Lines count from 1. */
export interface DockerfileInstruction {
  /** Upper case: FROM, RUN, COPY … */
  readonly keyword: string;
  /** What follows the keyword, continuation lines joined by blanks. */
  readonly rest: string;
  readonly line: number;
  readonly endLine: number;
  /** Number of the stage from 0; -1 before the first FROM. */
  readonly stage: number;
}

export interface DockerfileStage {
  readonly index: number;
  readonly name?: string;
  readonly base: string;
  readonly line: number;
}

export interface DockerfileArg {
  readonly name: string;
  readonly default?: string;
  readonly line: number;
}

/** What a build needs to know of a Dockerfile. Never fails: what it does not understand is an instruction like any other. */
export interface Dockerfile {
  readonly instructions: readonly DockerfileInstruction[];
  readonly stages: readonly DockerfileStage[];
  /** In order of their first declaration; platform arguments that the builder sets itself are left out. */
  readonly args: readonly DockerfileArg[];
}

const SET_BY_BUILDER = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^TARGETSTAGE$/;

export function parseDockerfile(text: string): Dockerfile {
  const instructions = instructionsOf(text);
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM').map(stageOf);
  const args = new Map<string, DockerfileArg>();
  for (const { keyword, rest, line } of instructions) {
    if (keyword !== 'ARG') continue;
    for (const word of wordsOf(rest)) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      if (args.has(name) || SET_BY_BUILDER.test(name) || name === '') continue;
      args.set(name, { name, line, ...(equals < 0 ? {} : { default: unquoted(word.slice(equals + 1)) }) });
    }
  }
  return { instructions, stages, args: Array.from(args.values()) };
}

/** Images that the stages start from, with build arguments filled in; stages of the same file and `scratch` left out. */
export function baseImages(dockerfile: Dockerfile, args: ReadonlyMap<string, string>): readonly string[] {
  const values = new Map<string, string>();
  for (const { name, default: preset } of dockerfile.args) {
    const value = args.get(name) ?? (preset === undefined ? undefined : expand(preset, values));
    if (value !== undefined) values.set(name, value);
  }
  const names = new Set<string>();
  const bases = new Set<string>();
  for (const { base, name } of dockerfile.stages) {
    const image = expand(base, values);
    if (image !== '' && image !== 'scratch' && !names.has(image.toLowerCase())) bases.add(image);
    if (name !== undefined) names.add(name.toLowerCase());
  }
  return Array.from(bases);
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`. */
function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, fallback?: string, plain?: string) => values.get(braced ?? plain ?? '') ?? fallback ?? '',
  );
}

function stageOf({ rest, line }: DockerfileInstruction, index: number): DockerfileStage {
  const words = wordsOf(rest).filter((word) => !word.startsWith('--'));
  const [base = '', as, name] = words;
  return { index, base, line, ...(as?.toLowerCase() === 'as' && name !== undefined ? { name } : {}) };
}

function instructionsOf(text: string): readonly DockerfileInstruction[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escape = /^#\s*escape\s*=\s*`\s*$/im.test(directivesOf(lines)) ? '`' : '\\';
  const instructions: DockerfileInstruction[] = [];
  let stage = -1;
  for (let at = 0; at < lines.length; at++) {
    const first = lines[at] ?? '';
    if (first.trim() === '' || first.trimStart().startsWith('#')) continue;
    const { joined, last } = joinLines(lines, at, escape);
    const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(joined) ?? [];
    const upper = keyword.toUpperCase();
    if (upper === 'FROM') stage++;
    const endIndex = endOfHeredocs(lines, last, upper, rest);
    instructions.push({ keyword: upper, rest: rest.trim(), line: at + 1, endLine: endIndex + 1, stage });
    at = endIndex;
  }
  return instructions;
}

/** Directives stand in comments before anything else. */
function directivesOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => !line.trimStart().startsWith('#'));
  return lines.slice(0, end < 0 ? lines.length : end).join('\n');
}

/** Comments and empty lines inside a continued instruction belong to it and say nothing. */
function joinLines(
  lines: readonly string[],
  start: number,
  escape: string,
): { readonly joined: string; readonly last: number } {
  const parts: string[] = [];
  let last = start;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (at > start && (line.trim() === '' || line.trimStart().startsWith('#'))) continue;
    last = at;
    const trimmed = line.trimEnd();
    if (!trimmed.endsWith(escape)) {
      parts.push(line.trim());
      break;
    }
    parts.push(trimmed.slice(0, -1).trim());
  }
  return { joined: parts.join(' '), last };
}

function endOfHeredocs(lines: readonly string[], last: number, keyword: string, rest: string): number {
  if (!['RUN', 'COPY', 'ADD'].includes(keyword)) return last;
  let end = last;
  for (const [, dash, , word = ''] of rest.matchAll(/<<(-?)(["']?)(\w+)\2/g)) {
    let at = end + 1;
    while (at < lines.length && (dash === '-' ? (lines[at] ?? '').replace(/^\t+/, '') : lines[at]) !== word) at++;
    if (at >= lines.length) return end;
    end = at;
  }
  return end;
}

/** Words between blanks; quotes hold blanks together and stay. */
function wordsOf(text: string): readonly string[] {
  return text.match(/(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
