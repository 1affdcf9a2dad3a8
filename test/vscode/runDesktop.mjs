// @ts-check
// The suites of the extension host in desktop VS Code, which @vscode/test-electron downloads. A machine without a display needs `xvfb-run -a`.
//   node test/vscode/runDesktop.mjs
// Environment: VSCODE_VERSION (default stable), VSCODE_EXECUTABLE uses an installed VS Code, GREP chooses tests.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { endNow } from '../../scripts/lib/atExit.mjs';
import { describeCounts } from '../../scripts/lib/phases.mjs';
import { bundleSuite } from '../harness/bundleSuite.mjs';
import { scratchFolder } from '../harness/runState.mjs';
import { sampleWorkspace } from '../harness/runSuite.mjs';

const root = resolve(import.meta.dirname, '../..');
const sum = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {'trusted' | 'restricted'} kind
 */
async function runKind(kind) {
  const suite = await bundleSuite(kind);
  if (suite === undefined) return;
  const report = join(scratchFolder('report'), 'report.json');
  const { VSCODE_VERSION, VSCODE_EXECUTABLE, GREP } = process.env;
  try {
    await runTests({
      version: VSCODE_VERSION ?? 'stable',
      ...(VSCODE_EXECUTABLE ? { vscodeExecutablePath: VSCODE_EXECUTABLE } : {}),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      extensionTestsEnv: { TRAINYARD_REPORT: report, ...(GREP ? { GREP } : {}) },
      launchArgs: [
        sampleWorkspace(),
        '--disable-extensions',
        '--skip-welcome',
        `--user-data-dir=${scratchFolder('desktop')}`,
        ...(kind === 'trusted' ? ['--disable-workspace-trust'] : []),
      ],
    });
  } catch (error) {
    console.error(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    if (!existsSync(report)) sum.failed += 1;
  }
  if (!existsSync(report)) return;
  const { passed, failed, skipped } = JSON.parse(readFileSync(report, 'utf8'));
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
}

await runKind('trusted');
await runKind('restricted');
console.log(describeCounts(sum));
await endNow(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
