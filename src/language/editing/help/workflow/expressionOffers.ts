import { entriesOf } from '../../../yamlFile/entriesOf.ts';
import { YamlFile } from '../../../yamlFile/yamlFile.ts';
import { Workflow, type WorkflowJob } from '../../../workflow/workflow.ts';
import { type Offer, type Offers, REFERENCE } from '../textHelp.ts';

/** `${{ needs.build.outputs.` up to a cursor. */
const EXPRESSION = /\$\{\{(?:(?!\}\}).)*?(?<![\w.-])(\w+)\.((?:[\w-]+\.)*)([\w-]*)$/;
/** Characters in front of a cursor that an expression is looked for in; the time grows with their square. */
const LONGEST = 500;
/** Source: docs.github.com, Contexts reference. */
const OF_NEEDS = ['outputs', 'result'];
const OF_STEPS = ['outputs', 'outcome', 'conclusion'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  github: words(
    'actor base_ref event event_name head_ref job ref ref_name ref_type repository repository_owner run_attempt run_id run_number sha token workflow workspace',
    'action action_path action_ref action_repository action_status actor_id api_url env event_path graphql_url path ref_protected repositoryUrl repository_id repository_owner_id retention_days secret_source server_url triggering_actor workflow_ref workflow_sha',
  ),
  runner: words('arch debug environment name os temp tool_cache'),
  job: words('check_run_id container services status'),
  strategy: words('fail-fast job-index job-total max-parallel'),
};
/** Events that take inputs. */
const CALLS = ['workflow_dispatch', 'workflow_call'];

/** The first of them are used most. */
function words(...texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(' '));
}

/** What can stand behind a dot of an expression; undefined where none is written. */
export function expressionOffers(text: string, offset: number): Offers | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - LONGEST);
  const [, context, inner = '', typed = ''] = EXPRESSION.exec(text.slice(lineStart, offset)) ?? [];
  if (context === undefined) return undefined;
  const end = offset + (/^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const workflow = new Workflow(new YamlFile('', text, 'first'));
  const job = workflow.jobs.findLast(({ value }) => value.headSpan.start <= offset);
  const found = namesIn(workflow, job, [context, ...inner.split('.').filter((part) => part !== '')]);
  return {
    word: { start: offset - typed.length, end },
    offers: found.map((label): Offer => ({ label, kind: REFERENCE })),
  };
}

function namesIn(workflow: Workflow, job: WorkflowJob | undefined, path: readonly string[]): readonly string[] {
  const [context = '', name, part] = path;
  if (name === undefined) return FIELDS[context] ?? firstNames(context, workflow, job);
  if (context === 'steps') return part === undefined ? OF_STEPS : [];
  if (context !== 'needs') return [];
  if (part === undefined) return OF_NEEDS;
  const needed = part === 'outputs' && path.length === 3 ? workflow.jobs.find(({ id }) => id === name) : undefined;
  return entriesOf(needed?.value.at('outputs')).map(([output]) => output);
}

function firstNames(context: string, workflow: Workflow, job: WorkflowJob | undefined): readonly string[] {
  if (context === 'inputs') return inputs(workflow);
  if (context === 'env') return environment(workflow, job);
  if (context === 'matrix') return job ? matrix(job) : [];
  if (context === 'steps') return job?.steps.flatMap((step) => step.at('id')?.text ?? []) ?? [];
  return context === 'needs' ? (job?.needs.map(([id]) => id) ?? []) : [];
}

function inputs({ root }: Workflow): readonly string[] {
  const names = CALLS.flatMap((event) => entriesOf(root?.at('on', event, 'inputs')).map(([name]) => name));
  return Array.from(new Set(names));
}

function environment({ root }: Workflow, job: WorkflowJob | undefined): readonly string[] {
  const names = [root?.at('env'), job?.value.at('env')].flatMap((map) => entriesOf(map).map(([name]) => name));
  return Array.from(new Set(names));
}

function matrix({ value }: WorkflowJob): readonly string[] {
  const own = entriesOf(value.at('strategy', 'matrix'))
    .map(([name]) => name)
    .filter((name) => name !== 'include' && name !== 'exclude');
  const included = Array.from(value.at('strategy', 'matrix', 'include')?.items() ?? []);
  return Array.from(new Set([...own, ...included.flatMap((item) => entriesOf(item).map(([name]) => name))]));
}
