// Loads the rest after the compile cache is on, because a module that is imported at the top is compiled before this file runs.
import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE_VARIABLE } from '../../protocol/languageClient.ts';

const folder = process.env[COMPILE_CACHE_VARIABLE];
if (folder !== undefined && folder !== '') enableCompileCache(folder);

const [{ createConnection }, { serve }, { nodeHost }] = await Promise.all([
  import('vscode-languageserver/node'),
  import('../serve.ts'),
  import('./nodeHost.ts'),
]);
// How it talks (IPC, stdio or a socket) is in the arguments of the process.
serve(createConnection(), nodeHost);
