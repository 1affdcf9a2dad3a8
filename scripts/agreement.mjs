// @ts-check
// `npm run agreement -- --corpus NAME=FOLDER`: what our rules find in the tests of other linters, which lie outside the repository.
import { continueOnNode24 } from './lib/node24.mjs';

await continueOnNode24(import.meta.url);
const { agreementCommand } = await import('../test/agreement/agreementCommand.ts');
const { bundledSchemas } = await import('../test/support/bundledSchemas.ts');
process.exitCode = agreementCommand(process.argv.slice(2), bundledSchemas(), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
