// Suites run once for each engine. What has nothing to do with the engine says the same each time, and is run with the newer one alone.
import { describe, it } from 'mocha';

const isRun = process.env['TRAINYARD_TEST_ENGINE'] !== 'old';
type Register = (title: string, body: (this: Mocha.Context) => Promise<void>) => void;

/** A test without the engine under test. */
export const itOnce: Register = (title, body) => void (isRun && it(title, body));

/** A suite without it. */
export const describeOnce = (title: string, body: (this: Mocha.Suite) => void): void => {
  if (isRun) describe(title, body);
};
