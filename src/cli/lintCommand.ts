import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { t } from '../domain/base/text.ts';
import { nearestName } from '../domain/deploy/nearestName.ts';
import { PathPatterns } from '../language/lint/config/pathPatterns.ts';
import { allRules } from '../language/rules/allRules.ts';
import type { Terminal } from './terminal.ts';
import { FileSettings } from './fileSettings.ts';
import { findFiles } from './findFiles.ts';
import { createFormat } from './formats/createFormat.ts';
import { type BlockResult, lintBlock, lintInput } from './lintBlock.ts';
import type { LintArguments } from './parseLintArguments.ts';
import { Report } from './report.ts';

/** Files that are checked before anything is written. */
const BLOCK = 256;

/** `trainyard lint`: gives the exit code. */
export async function lintCommand(given: LintArguments, terminal: Terminal): Promise<Result<number>> {
  const unknown = unknownRule([...given.rules.keys()]);
  if (unknown !== undefined) return fail({ code: 'invalid', message: unknown });
  const settings = new FileSettings(given, terminal.folder);
  const own = settings.of(join(terminal.folder, '.'));
  if (!own.ok) return own;
  const report = new Report({
    format: createFormat(given.format, { hasColour: hasColour(terminal) }),
    terminal,
    arguments: given,
    settings: own.value.settings,
  });
  await report.begin();
  for await (const block of blocksOf(given, settings, terminal)) {
    await report.add(block);
    if (block.refused) return fail(block.refused);
  }
  return ok(await report.end());
}

async function* blocksOf(given: LintArguments, settings: FileSettings, terminal: Terminal): AsyncIterable<BlockResult> {
  const { folder } = terminal;
  const named = given.paths.filter((path) => path !== '-');
  if (named.length < given.paths.length) {
    yield lintInput(await terminal.readInput(), { path: given.inputName ?? 'stdin.yaml', settings, folder });
  }
  if (named.length === 0 && given.paths.length > 0) return;
  const found = findFiles(named.length === 0 ? ['.'] : named, {
    folder,
    readsIgnoreFiles: given.readsIgnoreFiles,
    ignorePaths: new PathPatterns(given.ignorePaths),
  });
  yield { files: [], checked: 0, failures: found.failures };
  for (let at = 0; at < found.paths.length; at += BLOCK) {
    yield lintBlock(found.paths.slice(at, at + BLOCK), { settings, folder });
  }
}

function unknownRule(ids: readonly string[]): string | undefined {
  const id = ids.find((one) => !allRules().has(one));
  if (id === undefined) return undefined;
  const nearest = nearestName(id, allRules().keys());
  return nearest === undefined
    ? t('There is no rule “{0}”.', id)
    : t('There is no rule “{0}”. Did you mean “{1}”?', id, nearest);
}

/** https://no-color.org */
function hasColour({ isOutTerminal, environment }: Terminal): boolean {
  return isOutTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}
