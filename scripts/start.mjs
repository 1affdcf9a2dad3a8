// @ts-check
// `npm start`, for a machine where nothing is installed yet: this file and what it imports need no package, and run on Node 20.
import { continueOnNode24 } from './lib/node24.mjs';

await continueOnNode24(import.meta.url);
const { startMain } = await import('./start/startMain.mjs');
await startMain(process.argv.slice(2));
