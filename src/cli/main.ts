#!/usr/bin/env node
// Loads the rest after the compile cache is on, because a module that is imported at the top is compiled before this file runs.
import * as nodeModule from 'node:module';

// Since Node 22.8; in the folder of the system for temporary files.
if ('enableCompileCache' in nodeModule) nodeModule.enableCompileCache();

const { processTerminal } = await import('./terminal.ts');
const { runCli } = await import('./runCli.ts');
process.exitCode = await runCli(process.argv.slice(2), processTerminal(new URL('./lintWorker.js', import.meta.url)));
