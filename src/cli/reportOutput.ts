import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { fileFailureText } from './fileFailureText.ts';
import type { Terminal } from './terminal.ts';

/** Where a report goes: standard output, or a file, whose folder must be there. */
export class ReportOutput {
  readonly #terminal: Terminal;
  readonly #file: number | undefined;

  private constructor(terminal: Terminal, file: number | undefined) {
    this.#terminal = terminal;
    this.#file = file;
  }

  /** @param path As it is shown; undefined is standard output. */
  static open(path: string | undefined, terminal: Terminal): Result<ReportOutput> {
    if (path === undefined) return ok(new ReportOutput(terminal, undefined));
    try {
      return ok(new ReportOutput(terminal, openSync(resolve(terminal.folder, path), 'w')));
    } catch (error) {
      return fail({ code: 'invalid', message: fileFailureText(path, error) });
    }
  }

  async write(text: string): Promise<void> {
    if (text === '') return;
    if (this.#file === undefined) return this.#terminal.out(text);
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
