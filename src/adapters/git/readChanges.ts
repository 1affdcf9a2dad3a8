import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDockerignore } from '../../domain/images/dockerignore.ts';
import { riskOfFile } from '../../domain/images/contextSurvey.ts';
import { type SortedChanges, sortChanges } from '../../domain/runs/gitFacts.ts';

/** Asks git about one folder; undefined: it failed. */
export type AskGit = (args: readonly string[]) => Promise<string | undefined>;

/** Bytes of a new file that are kept; larger ones are data and not code. */
const MOST_NEW_FILE = 128 * 1024;
/** Characters of the whole patch. */
const MOST_PATCH = 2 * 1024 * 1024;
/** Bytes of a file that are looked at for a zero byte, as git does. */
const BINARY_SAMPLE = 8000;

/**
 * The uncommitted changes below a folder as a patch that `git apply --directory` takes from the root, with new files. Contents of secret files and of what
 * `.dockerignore` leaves out are not read; they are named at the head. No program that the repository names is started.
 */
export async function readChanges(folder: string, git: AskGit): Promise<string | undefined> {
  const [changed, added] = await Promise.all([
    git(['diff', '--name-only', '-z', '--relative', '--no-ext-diff', 'HEAD', '--', '.']),
    git(['ls-files', '-z', '--others', '--exclude-standard', '--', '.']),
  ]);
  if (changed === undefined || added === undefined) return undefined;
  const rules = { isSecret: (path: string) => riskOfFile(path, 0) === 'secret', isIgnored: await ignoredBy(folder) };
  const known = sortChanges(namesOf(changed), rules);
  const fresh = sortChanges(namesOf(added), rules);
  const tracked = known.kept.length === 0 ? '' : await git([...DIFF, '--', ...known.kept]);
  if (tracked === undefined) return headOf([...known.leftOut, ...asTooMany(known.kept), ...fresh.leftOut]);
  const parts = [tracked];
  for (const path of fresh.kept) parts.push(await newFile(folder, path));
  const patch = `${headOf([...known.leftOut, ...fresh.leftOut])}${parts.join('')}`;
  return patch.length <= MOST_PATCH ? patch : headOf(asTooMany([...known.kept, ...fresh.kept]));
}

/** Names are taken as they are and not as patterns; prefixes do not depend on the user's settings. */
const DIFF = [
  '--literal-pathspecs',
  'diff',
  '--relative',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  'HEAD',
] as const;

function namesOf(text: string): readonly string[] {
  return text.split('\0').filter((name) => name !== '');
}

function asTooMany(paths: readonly string[]): SortedChanges['leftOut'] {
  return paths.map((path) => ({ path, why: 'tooMany' as const }));
}

/** Words before the first `diff` are no part of a patch. Not translated: a colleague reads it too. */
function headOf(leftOut: SortedChanges['leftOut']): string {
  const words = { secret: 'may hold secrets', ignored: 'left out by .dockerignore', tooMany: 'too much to keep' };
  return leftOut.map(({ path, why }) => `# not shown: ${JSON.stringify(path)} (${words[why]})\n`).join('');
}

async function ignoredBy(folder: string): Promise<(path: string) => boolean> {
  const path = join(folder, '.dockerignore');
  // Most projects have none; that one cannot be read is said by the build of the image.
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const rules = text === undefined ? undefined : parseDockerignore(text, path);
  return rules?.ok === true ? (name) => rules.value.ignores(name) : () => false;
}

async function newFile(folder: string, path: string): Promise<string> {
  const place = join(folder, path);
  // A link is never followed: it may lead out of the project.
  // Whoever wrote it may have removed it meanwhile.
  const facts = await lstat(place).catch(() => undefined);
  if (!facts?.isFile()) return '';
  const note = (why: string) => `# not shown: ${JSON.stringify(path)} (${why})\n`;
  if (facts.size > MOST_NEW_FILE) return note(`new, ${facts.size} bytes`);
  // What cannot be read is named by the note.
  const content = await readFile(place).catch(() => undefined);
  if (!content) return note('new, cannot be read');
  if (content.subarray(0, BINARY_SAMPLE).includes(0)) return note('new, binary');
  return asPatch(path, content.toString('utf8'));
}

function asPatch(path: string, text: string): string {
  const name = /[\t\n"\\]/.test(path) ? undefined : path;
  if (name === undefined) return `# not shown: ${JSON.stringify(path)} (new)\n`;
  const head = `diff --git a/${name} b/${name}\nnew file mode 100644\n`;
  if (text === '') return head;
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n');
  const body = lines.map((line) => `+${line}\n`).join('');
  const end = isEnded ? '' : '\\ No newline at end of file\n';
  return `${head}--- /dev/null\n+++ b/${name}\n@@ -0,0 +1,${lines.length} @@\n${body}${end}`;
}
