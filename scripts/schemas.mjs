// @ts-check
// Makes media/schemas: the schemas of Kubernetes' own kinds and of the operators' kinds, interned and compressed, and what their fields mean.
//   npm run schemas [-- --check]
// --check writes nothing and fails when the committed files differ from what the sources say. Both need Go and Python's pip; where Go is missing, nothing is
// done. The first run fetches 250 MB, of which 60 MB stay in the cache; later ones take seconds.
import { continueOnNode24 } from './lib/node24.mjs';

await continueOnNode24(import.meta.url);
const { hasGo } = await import('./schemas/goModule.mjs');
if (!hasGo()) {
  console.log('schemas: Go is not on PATH; nothing was made or checked.');
  process.exit(0);
}
const { makeSchemas } = await import('./schemas/makeSchemas.mjs');
process.exit((await makeSchemas(process.argv.includes('--check'))) ? 0 : 1);
