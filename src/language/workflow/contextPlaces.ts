import type { YamlValue } from '../yaml/yamlValue.ts';
import { entriesOf } from '../yamlFile/entriesOf.ts';
import { allExpressions, conditionsOf, type Expression } from './expressions.ts';
import type { Workflow, WorkflowJob } from './workflow.ts';

/** What expressions may use at one place. */
export interface ContextPlace {
  readonly expressions: readonly Expression[];
  readonly contexts: ReadonlySet<string>;
  /** Of those functions that are not known everywhere. */
  readonly functions: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// Source: GitHub documentation, Contexts reference, Context availability.
const START = words('github inputs vars');
const STARTED = words('github inputs needs vars');
const JOB = words('github inputs matrix needs strategy vars');
const JOB_SECRETS = words('github inputs matrix needs secrets strategy vars');
const JOB_ENV = words('env github inputs matrix needs strategy vars');
const CREDENTIALS = words('env github inputs matrix needs secrets strategy vars');
const CONTAINER_ENV = words('env github inputs job matrix needs runner secrets strategy vars');
const STEP = words('env github inputs job matrix needs runner secrets steps strategy vars');
const STEP_IF = words('env github inputs job matrix needs runner steps strategy vars');
const WORKFLOW_ENV = words('github inputs secrets vars');
const CALL_OUTPUT = words('github inputs jobs vars');

const NONE: ReadonlySet<string> = new Set();
const STATUS = words('always cancelled failure success');
const FILES = words('hashfiles');
/** Functions that are known at some places only, in small letters. */
export const SPECIAL_FUNCTIONS: ReadonlySet<string> = new Set([...STATUS, ...FILES]);
const STATUS_AND_FILES = SPECIAL_FUNCTIONS;

const STEP_FIELDS = ['continue-on-error', 'env', 'name', 'run', 'timeout-minutes', 'with', 'working-directory'];
const JOB_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  concurrency: JOB,
  'continue-on-error': JOB,
  name: JOB,
  'runs-on': JOB,
  'timeout-minutes': JOB,
  with: JOB,
  env: JOB_SECRETS,
  secrets: JOB_SECRETS,
  defaults: JOB_ENV,
  outputs: STEP,
  strategy: STARTED,
};

/** Places of a workflow whose contexts are known. */
export function contextPlaces({ root, jobs }: Workflow): readonly ContextPlace[] {
  const outputs = entriesOf(root?.at('on', 'workflow_call', 'outputs'));
  return [
    ...at(root?.at('run-name'), START),
    ...at(root?.at('concurrency'), START),
    ...at(root?.at('env'), WORKFLOW_ENV),
    ...outputs.flatMap(([, output]) => at(output.at('value'), CALL_OUTPUT)),
    ...jobs.flatMap(jobPlaces),
  ];
}

function jobPlaces({ value, steps }: WorkflowJob): readonly ContextPlace[] {
  const environment = value.at('environment');
  const isMap = environment?.isMap === true;
  return [
    ...Object.entries(JOB_FIELDS).flatMap(([field, contexts]) => at(value.at(field), contexts)),
    ...condition(value.at('if'), STARTED, STATUS),
    ...at(isMap ? environment.at('name') : environment, JOB),
    ...at(isMap ? environment.at('url') : undefined, STEP_IF),
    ...containerPlaces(value.at('container')),
    ...entriesOf(value.at('services')).flatMap(([, service]) => containerPlaces(service)),
    ...steps.flatMap((step) => [
      ...STEP_FIELDS.flatMap((field) => at(step.at(field), STEP, FILES)),
      ...condition(step.at('if'), STEP_IF, STATUS_AND_FILES),
    ]),
  ];
}

function containerPlaces(container: YamlValue | undefined): readonly ContextPlace[] {
  if (container?.isMap !== true) return at(container, JOB);
  return entriesOf(container).flatMap(([field, value]) => {
    if (field === 'credentials') return at(value, CREDENTIALS);
    return at(value, field === 'env' ? CONTAINER_ENV : JOB);
  });
}

function at(
  value: YamlValue | undefined,
  contexts: ReadonlySet<string>,
  functions: ReadonlySet<string> = NONE,
): readonly ContextPlace[] {
  const expressions = value ? allExpressions(value) : [];
  return expressions.length === 0 ? [] : [{ expressions, contexts, functions }];
}

function condition(
  value: YamlValue | undefined,
  contexts: ReadonlySet<string>,
  functions: ReadonlySet<string>,
): readonly ContextPlace[] {
  const expressions = value ? conditionsOf(value) : [];
  return expressions.length === 0 ? [] : [{ expressions, contexts, functions }];
}
