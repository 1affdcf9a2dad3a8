// Runs the command line in this process, in a folder of its own with real files.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allRules } from '../../../src/language/rules/allRules.ts';
import { runCli } from '../../../src/cli/runCli.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Arguments that turn all other rules off, so that a test does not change with the catalogue. */
export function onlyRules(...ids: readonly string[]): readonly string[] {
  return Array.from(allRules().keys()).flatMap((id) => (ids.includes(id) ? [] : ['--rule', `${id}=off`]));
}

/** A folder with files; removed when the test ends. */
export class CliFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'trainyard-cli-'));

  write(name: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  async run(
    args: readonly string[],
    options: { input?: string | Uint8Array; isTerminal?: boolean } = {},
  ): Promise<CliRun> {
    let out = '';
    let error = '';
    const code = await runCli(args, {
      folder: this.path,
      environment: {},
      version: () => '1.2.3',
      worker: new URL('../../../src/cli/lintWorker.ts', import.meta.url),
      isOutTerminal: options.isTerminal === true,
      isErrorTerminal: false,
      out: async (text) => void (out += text),
      error: (text) => void (error += text),
      readInput: async () => Buffer.from(options.input ?? ''),
    });
    return { code, out, error };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
