/** A workflow with such a job, a line each, indented as they stand in the job. */
export function workflowWith(...job: readonly string[]): string {
  return `on: push\npermissions: read-all\njobs:\n  train:\n${job.map((line) => `    ${line}\n`).join('')}`;
}

/** A workflow whose job has such a step. */
export function workflowStep(...step: readonly string[]): string {
  const [first = '', ...rest] = step;
  return workflowWith('runs-on: ubuntu-24.04', 'steps:', `  - ${first}`, ...rest.map((line) => `    ${line}`));
}
