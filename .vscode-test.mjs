// For the test explorer of VS Code and `npx vscode-test`. The cases are bundled by `node test/harness/bundleSuite.mjs`.
import { defineConfig } from '@vscode/test-cli';

const mocha = { ui: 'bdd', timeout: 60_000 };

export default defineConfig([
  {
    label: 'trusted',
    files: 'out/vscode/trusted.cases.cjs',
    workspaceFolder: 'out/vscode/sample',
    launchArgs: ['--disable-extensions', '--disable-workspace-trust'],
    mocha,
  },
  {
    label: 'restricted',
    files: 'out/vscode/restricted.cases.cjs',
    workspaceFolder: 'out/vscode/sample',
    launchArgs: ['--disable-extensions'],
    mocha,
  },
]);
