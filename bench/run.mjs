// @ts-check
// `npm run bench`: our side against the other side of each pair, in one run on one machine. bench/README.md says how to add a pair.
import { continueOnNode24 } from '../scripts/lib/node24.mjs';

await continueOnNode24(import.meta.url);
const { benchMain } = await import('./lib/benchMain.mjs');
await benchMain(process.argv.slice(2));
