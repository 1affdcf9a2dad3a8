// @ts-check
import { join } from 'node:path';

/**
 * @param {readonly string[]} program With its arguments.
 * @returns {string[]} The same, ended with all it has started when the process that starts it ends, even when that is killed.
 */
export const endsWithParent = (program) => [
  '/usr/bin/python3',
  join(import.meta.dirname, 'endWithParent.py'),
  ...program,
];
