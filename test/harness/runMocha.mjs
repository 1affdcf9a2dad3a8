// @ts-check
// node runMocha.mjs [--report FILE] [--timeout MS] [--grep TEXT] [--open-limit MS] FILE...
// Runs test files on this Node, TypeScript included, and ends with 1 when one failed, none ran, or something was left open.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { atExit, endNow } from '../../scripts/lib/atExit.mjs';
import { reportTests, writeReport } from './testReport.mjs';

const { values, positionals } = parseArgs({
  options: {
    report: { type: 'string' },
    timeout: { type: 'string', default: '10000' },
    grep: { type: 'string' },
    'open-limit': { type: 'string', default: '10000' },
  },
  allowPositionals: true,
});

/** After the last test, what it started should end by itself. */
const openLimitMs = Number(values['open-limit']);
const mocha = new Mocha({
  reporter: Mocha.reporters.Base,
  timeout: Number(values.timeout),
  forbidOnly: process.env['CI'] === 'true',
  ...(values.grep ? { grep: values.grep } : {}),
});
for (const file of positionals) mocha.addFile(resolve(file));
// An interrupt must reach the clean-ups that tests registered.
atExit(() => undefined);
await mocha.loadFilesAsync();
const runner = mocha.run(() => {
  writeReport(report, values.report);
  const ran = report.passed + report.failed + report.skipped;
  if (ran === 0) console.log('  FAIL  no test ran');
  process.exitCode = report.failed > 0 || ran === 0 ? 1 : 0;
  setTimeout(complainAboutOpenWork, openLimitMs).unref();
});
const report = reportTests(runner, (line) => console.log(line));

function complainAboutOpenWork() {
  const open = process.getActiveResourcesInfo().join(', ');
  const text = `still open ${openLimitMs / 1000} s after the last test: ${open}`;
  report.failed += 1;
  report.failures.push({ title: 'everything a test starts ends with it', text });
  writeReport(report, values.report);
  console.log(`  FAIL  everything a test starts ends with it\n        ${text}`);
  void endNow(1);
}
