import { availableParallelism } from 'node:os';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { PathPatterns } from '../language/lint/config/pathPatterns.ts';
import { otherNameText, rulesNamed } from '../language/rules/rulesNamed.ts';
import { Baseline } from './baseline.ts';
import { CrossFiles } from './crossFiles.ts';
import { CLEAN } from './exitCode.ts';
import { FileSettings, type FolderSettings } from './fileSettings.ts';
import { findFiles } from './findFiles.ts';
import { createFormat } from './formats/createFormat.ts';
import { type BlockResult, EMPTY_BLOCK, lintBlock, lintInput, type LintSetup } from './lintBlock.ts';
import { lintInThreads } from './lintThreads.ts';
import type { LintArguments } from './parseLintArguments.ts';
import { Progress } from './progress.ts';
import { Report } from './report.ts';
import { ReportOutput } from './reportOutput.ts';
import { ruleExplanation, ruleList, ruleListJson, unknownRuleText } from './ruleTexts.ts';
import type { Terminal } from './terminal.ts';

/** Files that are checked before anything is written. */
const BLOCK = 200;
/** Files that make another thread worth its start, which takes as long as checking some thousand. */
const FILES_PER_JOB = 1500;

/** `trainyard lint`: gives the exit code. */
export async function lintCommand(given: LintArguments, terminal: Terminal): Promise<Result<number>> {
  const unknown = Array.from(given.rules.keys()).find((name) => rulesNamed(name).length === 0);
  if (unknown !== undefined) return fail({ code: 'invalid', message: unknownRuleText(unknown) });
  for (const text of Array.from(given.rules.keys(), otherNameText)) if (text !== undefined) terminal.error(`${text}\n`);
  const wantsSymbols = looksAcross(given, terminal.folder);
  const settings = new FileSettings(given, terminal.folder, wantsSymbols);
  const here = settings.inFolder(terminal.folder);
  if (!here.ok) return here;
  if (given.listsRules || given.explain !== undefined) return describeRules(given, here.value, terminal);
  const report = reportFor(given, here.value, terminal);
  if (!report.ok) return report;
  await report.value.begin();
  for await (const block of blocksOf(
    given,
    { settings, wantsSymbols, folder: terminal.folder, fix: given.fix },
    terminal,
  )) {
    await report.value.add(block);
    if (block.refused) return fail(block.refused);
  }
  return ok(await report.value.end());
}

/** A few files that are named are a part of something, so what they refer to may be elsewhere. */
function looksAcross({ paths }: LintArguments, folder: string): boolean {
  return (
    paths.length === 0 ||
    paths.some((path) => path !== '-' && statSync(resolve(folder, path), { throwIfNoEntry: false })?.isDirectory())
  );
}

async function describeRules(
  given: LintArguments,
  { settings: { config } }: FolderSettings,
  terminal: Terminal,
): Promise<Result<number>> {
  const text =
    given.explain === undefined
      ? ok(given.format === 'json' ? ruleListJson(config) : ruleList(config))
      : ruleExplanation(given.explain, config);
  if (!text.ok) return text;
  await terminal.out(text.value);
  return ok(CLEAN);
}

function reportFor(given: LintArguments, { settings }: FolderSettings, terminal: Terminal): Result<Report> {
  const failOn = given.failOn ?? settings.failOn ?? 'error';
  const maxWarnings = given.maxWarnings ?? settings.maxWarnings;
  const baseline =
    given.baseline === undefined ? undefined : Baseline.read(resolve(terminal.folder, given.baseline), given.baseline);
  if (baseline && !baseline.ok) return baseline;
  const output = ReportOutput.open(given.output, terminal);
  if (!output.ok) return output;
  const format = createFormat(given.format, {
    hasColour: given.output === undefined && hasColour(terminal),
    failOn,
    version: terminal.version,
  });
  return ok(
    new Report({
      format,
      terminal,
      output: output.value,
      isQuiet: given.isQuiet,
      showsDiff: given.fix === 'diff',
      failOn,
      ...(maxWarnings !== undefined && { maxWarnings }),
      ...(baseline && { baseline: baseline.value }),
    }),
  );
}

async function* blocksOf(given: LintArguments, setup: LintSetup, terminal: Terminal): AsyncGenerator<BlockResult> {
  const named = given.paths.filter((path) => path !== '-');
  if (named.length < given.paths.length) {
    yield lintInput(await terminal.readInput(), given.inputName ?? 'stdin.yaml', setup);
    if (named.length === 0) return;
  }
  const found = findFiles(named.length === 0 ? ['.'] : named, {
    folder: setup.folder,
    readsIgnoreFiles: given.readsIgnoreFiles,
    ignorePaths: new PathPatterns(given.ignorePaths),
  });
  yield { ...EMPTY_BLOCK, failures: found.failures };
  const blocks = Array.from({ length: Math.ceil(found.paths.length / BLOCK) }, (_, index) =>
    found.paths.slice(index * BLOCK, (index + 1) * BLOCK),
  );
  const jobs = given.jobs ?? Math.min(availableParallelism(), Math.ceil(found.paths.length / FILES_PER_JOB));
  const progress = new Progress(terminal, found.paths.length);
  const across = new CrossFiles(setup);
  let at = 0;
  for await (const result of checked(blocks, { given, setup, jobs, worker: terminal.worker })) {
    progress.clear();
    across.add(result.symbols);
    yield result;
    progress.add(blocks[at++]?.length ?? 0);
  }
  progress.clear();
  if (setup.wantsSymbols) yield across.lint();
}

async function* checked(
  blocks: readonly (readonly string[])[],
  how: { readonly given: LintArguments; readonly setup: LintSetup; readonly jobs: number; readonly worker: URL },
): AsyncGenerator<BlockResult> {
  const { given, setup, jobs, worker } = how;
  if (jobs > 1 && blocks.length > 1) {
    yield* lintInThreads(blocks, {
      worker,
      jobs: Math.min(jobs, blocks.length),
      setup: { choices: given, wantsSymbols: setup.wantsSymbols, folder: setup.folder, fix: setup.fix },
    });
  } else for (const block of blocks) yield lintBlock(block, setup);
}

/** https://no-color.org */
function hasColour({ isOutTerminal, environment }: Terminal): boolean {
  return isOutTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}
