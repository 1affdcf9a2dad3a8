import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundledSchemas } from '../adapters/schemas/bundledSchemas.ts';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { t } from '../domain/base/text.ts';
import { PathPatterns } from '../language/lint/config/pathPatterns.ts';
import { crdPack } from '../language/schema/crdPack.ts';
import { readSchemaPack } from '../language/schema/readSchemaPack.ts';
import { SchemaSet } from '../language/schema/schemaSet.ts';
import { findFiles } from './findFiles.ts';

/** Schemas that are shipped, with those of CRD files before them. Everything is read once. */
export class SchemaSets {
  #bundled: SchemaSet | undefined;
  readonly #known = new Map<string, Result<SchemaSet>>();

  /** @param paths Absolute, of files and folders with CRDs. */
  with(paths: readonly string[]): Result<SchemaSet> {
    const key = paths.join('\0');
    let set = this.#known.get(key);
    if (!set) {
      set = paths.length === 0 ? ok(this.#shipped()) : this.#read(paths);
      this.#known.set(key, set);
    }
    return set;
  }

  #shipped(): SchemaSet {
    if (!this.#bundled) {
      const pack = readSchemaPack(bundledSchemas());
      if (!pack) throw new Error('the schemas that are shipped are of another version of Trainyard');
      this.#bundled = SchemaSet.of(pack);
    }
    return this.#bundled;
  }

  #read(paths: readonly string[]): Result<SchemaSet> {
    const { paths: files, failures } = findFiles(paths, {
      folder: '/',
      readsIgnoreFiles: false,
      ignorePaths: new PathPatterns([]),
    });
    const [failure] = failures;
    if (failure !== undefined) return fail({ code: 'not-found', message: failure });
    const packs = files.flatMap((file) => crdPack(readFileSync(resolve('/', file), 'utf8')) ?? []);
    if (packs.length > 0) return ok(packs.reduce((set, pack) => set.with(pack), this.#shipped()));
    return fail({ code: 'invalid', message: t('There is no CustomResourceDefinition in “{0}”.', paths.join(', ')) });
  }
}
