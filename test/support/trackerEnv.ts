/**
 * What `npm test` and `npm run testbed -- up mlflow` tell tests of experiment trackers; test/testbed/README.md has the names.
 * @param name without TRAINYARD_TEST_
 * @throws Error when it is not set: such a test needs the real thing
 */
export function trackerEnv(name: string): string {
  const value = process.env[`TRAINYARD_TEST_${name}`];
  if (!value) throw new Error(`TRAINYARD_TEST_${name} is not set: eval "$(npm run --silent testbed -- up mlflow)"`);
  return value;
}
