import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { KeptSchemas, SchemaStore } from '../../domain/cluster/schemaStore.ts';
import { fieldsOf, textIn } from './fields.ts';

/** Beside the documents of a context: what it was called, and its version. */
const ABOUT = 'about.json';
/** Documents of one context that are handed on. */
const MOST_DOCUMENTS = 60;

/** Documents of OpenAPI in a folder for each context, with names made of the group and the hash that the server gave. */
export class SchemaFiles implements SchemaStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async kept(): Promise<KeptSchemas | undefined> {
    const known = await Promise.all(
      (await namesIn(this.#folder)).map(async (name) => ({
        folder: join(this.#folder, name),
        at: await heardAt(join(this.#folder, name)),
      })),
    );
    const [last] = known.filter(({ at }) => at > 0).toSorted((a, b) => b.at - a.at);
    return last && (await this.#read(last.folder));
  }

  async update(
    { connection, openApi }: Parameters<SchemaStore['update']>[0],
    { version, apiVersions }: Parameters<SchemaStore['update']>[1],
    signal: AbortSignal,
  ): Promise<Result<KeptSchemas>> {
    const folder = join(this.#folder, hashOf(`${connection.id}\0${connection.server}`));
    const documents = apiVersions.length === 0 ? ok(new Map<string, string>()) : await openApi.documents(signal);
    if (!documents.ok) return documents;
    for (const apiVersion of apiVersions) {
      const place = documents.value.get(apiVersion);
      if (place === undefined) continue;
      const group = apiVersion.replace('/', '_');
      const name = `${group}.${hashOf(place)}.json`;
      const there = await namesIn(folder);
      if (there.includes(name)) continue;
      const got = await openApi.download(place, join(folder, name), signal);
      if (!got.ok) return got;
      const older = there.filter((one) => one.startsWith(`${group}.`));
      await Promise.all(older.map((one) => rm(join(folder, one), { force: true })));
    }
    await keepAbout(folder, { context: connection.label, version });
    return ok((await this.#read(folder)) ?? { context: connection.label, version, files: [] });
  }

  async #read(folder: string): Promise<KeptSchemas | undefined> {
    const about = await aboutIn(folder);
    if (!about) return undefined;
    const files = (await namesIn(folder)).filter((name) => name.endsWith('.json') && name !== ABOUT).sort();
    return { ...about, files: files.slice(0, MOST_DOCUMENTS).map((name) => join(folder, name)) };
  }
}

type About = Pick<KeptSchemas, 'context' | 'version'>;

async function keepAbout(folder: string, about: About): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = join(folder, `${ABOUT}.${process.pid}.part`);
  await writeFile(part, JSON.stringify(about), { mode: 0o600 });
  await rename(part, join(folder, ABOUT));
}

async function aboutIn(folder: string): Promise<About | undefined> {
  try {
    const about = fieldsOf(JSON.parse(await readFile(join(folder, ABOUT), 'utf8')) as unknown);
    const [context, version] = [textIn(about, 'context'), textIn(about, 'version')];
    return context === undefined || version === undefined ? undefined : { context, version };
  } catch (error) {
    return missing(error);
  }
}

async function heardAt(folder: string): Promise<number> {
  try {
    return (await stat(join(folder, ABOUT))).mtimeMs;
  } catch (error) {
    return missing(error) ?? 0;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    return missing(error) ?? [];
  }
}

/** A cache that is not there or not whole is none; bugs go on. */
function missing(error: unknown): undefined {
  if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
  throw error;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
