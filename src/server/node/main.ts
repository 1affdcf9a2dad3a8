// Loads the rest after the compile cache is on, because a module that is imported at the top is compiled before this file runs.
import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE_VARIABLE } from '../../protocol/languageClient.ts';

const folder = process.env[COMPILE_CACHE_VARIABLE];
if (folder !== undefined && folder !== '') enableCompileCache(folder);

const { serveNode } = await import('./serveNode.ts');
serveNode();
