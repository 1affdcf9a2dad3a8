import { ok, type Result } from '../base/failure.ts';
import { shellQuoted } from '../base/shellQuoted.ts';
import { applyParameters } from './parameters.ts';
import type { WorkloadSpec } from './spec.ts';
import { applyWritten } from './writtenParameters.ts';

/** Hands the words that follow on to the line; see specReader.ts. */
const REST = / "\$@"$/;

/**
 * The program that a start with these values runs, as one would type it: variables that parameters set, command, arguments. Without a command of its
 * own it begins with the arguments, which the image's program gets. Failure `invalid` of a value.
 */
export function startedLine(workload: WorkloadSpec, given: ReadonlyMap<string, string>): Result<string> {
  const written = applyWritten(workload, given);
  const { command = [], args, environment } = written.workload;
  const parameters = applyParameters(written.workload.parameters, written.given);
  if (!parameters.ok) return parameters;
  const variables = [...environment, ...parameters.value.environment].filter(
    ([name, value]) => workload.environment.get(name) !== value,
  );
  const [, , line, name] = command;
  const isLine = line !== undefined && name === 'sh' && REST.test(line);
  const program = isLine ? [line.replace(REST, '')] : command.map(shellQuoted);
  return ok(
    [
      ...variables.map(([variable, value]) => `${variable}=${shellQuoted(value)}`),
      ...program,
      ...[...args, ...parameters.value.args].map(shellQuoted),
    ].join(' '),
  );
}
