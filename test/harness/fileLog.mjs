// @ts-check
// VS Code writes its logs, and the output channels of extensions, through a native module that is not built here: without it nothing of them is
// ever on disk, and a search for secrets would find nothing whatever was logged. This gives a copy of VS Code a plain one.
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';

const MODULE = `'use strict';
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(file) { this.file = file; this.level = 2; mkdirSync(dirname(file), { recursive: true }); }
  write(level, text) { if (level >= this.level) appendFileSync(this.file, '[' + levels[level] + '] ' + text + '\\n'); }
  setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() {} flush() {} drop() {}
}
levels.forEach((name, level) => { Logger.prototype[name] = function (text) { this.write(level, text); }; });
exports.setFlushOn = function () {};
exports.createRotatingLogger = async function (_name, file) { return new Logger(file); };
exports.createAsyncRotatingLogger = async function (_name, file) { return new Logger(file); };
`;

/**
 * @param {string} main The server's program.
 * @param {string} folder Takes the copy; links, so it costs no space.
 * @returns {Promise<string>} The program of the copy.
 */
export async function withFileLog(main, folder) {
  const home = dirname(dirname(main));
  const copy = join(folder, 'program');
  await mustRun('cp', ['-al', home, copy]);
  const index = join(copy, 'node_modules/@vscode/spdlog/index.js');
  // Not written in place: the file is the same one as in the cache.
  rmSync(index);
  writeFileSync(index, MODULE);
  return join(copy, 'out', 'server-main.js');
}
