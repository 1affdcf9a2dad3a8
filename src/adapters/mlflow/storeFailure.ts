import type { Failure } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { StoreProblem } from './storeProblem.ts';

/** A problem of a store in the user's words. */
export function storeFailure(problem: StoreProblem): Failure {
  const { path, line, detail, reason } = problem;
  const location = { path, ...(line === undefined ? {} : { line }) };
  return { ...WORDS[reason](problem), ...(detail === undefined ? {} : { detail }), location };
}

type Words = Pick<Failure, 'code' | 'message' | 'nextStep'>;

const startServer = () => t('Start `mlflow server` on it and add its address.');

const WORDS: Readonly<Record<StoreProblem['reason'], (problem: StoreProblem) => Words>> = {
  missing: ({ path }) => ({ code: 'not-found', message: t('{0} is not there any more.', path) }),
  forbidden: ({ path }) => ({
    code: 'forbidden',
    message: t('{0} may not be read.', path),
    nextStep: t('Change its permissions, or open it as a user who may read it.'),
  }),
  'no-space': ({ path }) => ({
    code: 'no-space',
    message: t('{0} has to be copied to be read, and the disk for temporary files is full.', path),
    nextStep: t('Free space on this machine.'),
  }),
  'no-run': ({ path }) => ({ code: 'not-found', message: t('The run {0} is not in this store.', path) }),
  'no-model': ({ path }) => ({ code: 'not-found', message: t('The model {0} is not in this store.', path) }),
  'no-trace': ({ path }) => ({ code: 'not-found', message: t('The trace {0} is not in this store.', path) }),
  other: ({ path, detail = '' }) => ({ code: 'rejected', message: t('{0} could not be read: {1}', path, detail) }),
  'no-meta': ({ path }) => ({
    code: 'invalid',
    message: t('{0} has no meta.yaml, so it is known only by its folder.', path),
  }),
  'half-written': ({ path }) => ({
    code: 'invalid',
    message: t('{0} was not written to its end.', path),
    nextStep: t('It is read again when it changes; if its program was killed, remove the folder.'),
  }),
  'bad-yaml': ({ path, line = 1, detail = '' }) => ({
    code: 'invalid',
    message: t('{0} is broken in line {1}: {2}', path, line, detail),
    nextStep: t('Correct it or restore it from a backup; everything else stays readable.'),
  }),
  'bad-metric': ({ path, line = 1 }) => ({
    code: 'invalid',
    message: t('Line {0} of {1} is no value of a metric.', line, path),
  }),
  empty: ({ path }) => ({ code: 'invalid', message: t('{0} is empty.', path), nextStep: t('Log a run into it.') }),
  'not-a-store': ({ path }) => ({ code: 'invalid', message: t('{0} is not a store of MLflow.', path) }),
  locked: ({ path }) => ({
    code: 'conflict',
    message: t('{0} is locked by another program.', path),
    nextStep: t('Try again when that program has finished writing.'),
  }),
  changing: ({ path }) => ({
    code: 'conflict',
    message: t('{0} changed again and again while it was read.', path),
    nextStep: t('Try again when less is written to it.'),
  }),
  corrupt: ({ path }) => ({
    code: 'invalid',
    message: t('{0} is damaged.', path),
    nextStep: t('Restore it from a backup, or save what is left with the .recover command of sqlite3.'),
  }),
  migrating: ({ path }) => ({
    code: 'conflict',
    message: t('{0} is being brought to the schema of another version of MLflow.', path),
    nextStep: t('Try again when that has finished.'),
  }),
  'unknown-schema': ({ path, detail = '' }) => ({
    code: 'unsupported',
    message: t('{0} has a schema of MLflow that Trainyard does not know: {1}.', path, detail),
    nextStep: startServer(),
  }),
  'too-large': ({ path, limit = 0 }) => ({
    code: 'unsupported',
    message: t('{0} is too large to be read; the limit is {1}.', path, formatBytes(limit)),
    nextStep: startServer(),
  }),
  'no-sqlite': ({ path }) => ({
    code: 'unsupported',
    message: t('{0} cannot be read, because this VS Code has no SQLite.', path),
    nextStep: t('Update VS Code, or start `mlflow server` on it.'),
  }),
};
