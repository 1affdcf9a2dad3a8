import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { FILTER_EVENTS, WORKFLOW_EVENTS } from '../../workflow/workflowEvents.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { entriesOf, wordsOf } from '../../yamlFile/entriesOf.ts';
import { workflowStep } from './workflowExamples.ts';

const SOURCE = 'GitHub documentation, Events that trigger workflows.';
const REFUSED = 'GitHub refuses the workflow, never starts it, or drops the filter and starts it too often.';
const INPUT_TYPES = ['string', 'number', 'boolean', 'choice', 'environment'];
/** Source: GitHub documentation, Events that trigger workflows, workflow_dispatch. */
const MOST_INPUTS = 25;
const on = (events: string) => workflowStep('run: make').replace('on: push', `on: ${events}`);

/** A name that is nearly a known one; others may be newer than this list. */
function nearlyKnown(name: string, known: Iterable<string>): string | undefined {
  const all = Array.from(known);
  return all.includes(name) || name.includes('${{') ? undefined : nearestName(name, all);
}

function checkEvent(event: string, value: YamlValue, report: Report): void {
  const types = WORKFLOW_EVENTS.get(event) ?? [];
  for (const [type, at] of wordsOf(value.at('types'))) {
    const nearest = nearlyKnown(type, types);
    if (nearest !== undefined)
      report.at(at.span, t('“{0}” has no activity “{1}”. Did you mean “{2}”?', event, type, nearest), {
        fixes: () => choiceFix(t('Write “{0}”', nearest), replaceValue(at, nearest)),
      });
  }
  for (const [filter, events] of FILTER_EVENTS) {
    const own = value.at(filter);
    if (!own || !WORKFLOW_EVENTS.has(event)) continue;
    if (!events.includes(event)) report.at(own.headSpan, t('“{0}” has no filter “{1}”.', event, filter));
    else if (filter.endsWith('-ignore') && value.at(filter.slice(0, -'-ignore'.length)))
      report.at(own.headSpan, t('“{0}” and “{1}” exclude each other.', filter.slice(0, -'-ignore'.length), filter));
  }
}

/** Why a pattern matches nothing or is refused; undefined where it may be right. */
function globTrouble(pattern: string, isPath: boolean): string | undefined {
  const plain = pattern.replace(/^!/, '');
  if (plain === '') return t('There is nothing in the pattern.');
  if (/^\s|\s$/.test(plain)) return t('Blanks at the ends of a pattern count.');
  if (/^[?+]/.test(plain)) return t('Nothing stands in front of “{0}”, which it could repeat.', plain[0] ?? '');
  const unescaped = plain.replaceAll(/\\./g, '');
  if (unescaped.includes('[]')) return t('“[ ]” holds nothing.');
  if (unescaped.split('[').length > unescaped.split(']').length) return t('“[” is not closed.');
  return isPath ? pathTrouble(plain) : refTrouble(plain);
}

function pathTrouble(pattern: string): string | undefined {
  return /^\.{1,2}(?:\/|$)/.test(pattern) ? t('Paths count from the top of the repository, without “./”.') : undefined;
}

/** Source: git-check-ref-format(1). */
function refTrouble(pattern: string): string | undefined {
  const isNone = /[\s~^:]|^\/|\/$/.test(pattern);
  return isNone ? t('No branch or tag has such a name.') : undefined;
}

/** What is wrong with an input that people fill in. */
function checkInput(name: string, input: YamlValue, report: Report): void {
  const type = input.at('type');
  const kind = type?.text ?? 'string';
  const options = input.at('options');
  if (!INPUT_TYPES.includes(kind))
    report.at(type?.span ?? input.headSpan, t('This is one of {0}.', INPUT_TYPES.join(', ')));
  else if (kind === 'choice' && !options) report.at(input.headSpan, t('“{0}” needs options.', name));
  else if (kind !== 'choice' && options)
    report.at(input.headSpan, t('Only an input of the type “choice” has options.'));
  const seen = new Set<string>();
  for (const [option, at] of wordsOf(options)) {
    if (seen.has(option)) report.at(at.span, t('“{0}” stands in “{1}” already.', option, 'options'));
    seen.add(option);
  }
  const given = input.at('default');
  if (given) checkDefault(given, { kind, options: wordsOf(options).map(([option]) => option), report });
}

function checkDefault(
  given: YamlValue,
  about: { readonly kind: string; readonly options: readonly string[]; readonly report: Report },
): void {
  const { text } = given;
  const trouble =
    text === undefined || text.includes('${{') ? undefined : defaultTrouble(text, about.kind, about.options);
  if (trouble !== undefined) about.report.at(given.span, trouble);
}

function defaultTrouble(text: string, kind: string, options: readonly string[]): string | undefined {
  if (kind === 'choice' && options.length > 0 && !options.includes(text))
    return t('“{0}” is none of the options.', text);
  if (kind === 'boolean' && !/^(?:true|false)$/i.test(text)) return t('This must be true or false.');
  return kind === 'number' && text !== '' && Number.isNaN(Number(text)) ? t('This must be a number.') : undefined;
}

/** Rules of what starts a workflow. */
export const workflowEventRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-event',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/events'],
    fix: 'choice',
    check({ root }, report) {
      const events = root?.at('on');
      const names = events?.isMap === true ? [] : wordsOf(events);
      for (const [name, at] of names) {
        const nearest = nearlyKnown(name, WORKFLOW_EVENTS.keys());
        if (nearest !== undefined)
          report.at(at.span, t('There is no event “{0}”. Did you mean “{1}”?', name, nearest), {
            fixes: () => choiceFix(t('Write “{0}”', nearest), replaceValue(at, nearest)),
          });
      }
      for (const [name, value] of entriesOf(events)) {
        const nearest = nearlyKnown(name, WORKFLOW_EVENTS.keys());
        if (nearest !== undefined)
          report.at(value.headSpan, t('There is no event “{0}”. Did you mean “{1}”?', name, nearest), {
            fixes: () => choiceFix(t('Write “{0}”', nearest), renameKey(value, nearest)),
          });
        checkEvent(name, value, report);
      }
    },
    page: () => ({
      what: 'A workflow is started by an event, an activity or a filter that does not exist.',
      why: REFUSED,
      source: SOURCE,
      bad: on('pull_requests'),
      good: on('pull_request'),
    }),
  },
  {
    id: 'gha-glob',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/glob'],
    check({ root }, report) {
      for (const [, event] of entriesOf(root?.at('on')))
        for (const filter of FILTER_EVENTS.keys())
          for (const [pattern, at] of wordsOf(event.at(filter))) {
            const trouble = globTrouble(pattern, filter.startsWith('paths'));
            if (trouble !== undefined) report.at(at.span, trouble);
          }
    },
    page: () => ({
      what: 'A pattern of branches, tags or paths that matches nothing.',
      why: 'The workflow does not start, and nobody is told.',
      source: 'GitHub documentation, Workflow syntax, Filter pattern cheat sheet.',
      bad: on('{push: {paths: ["./docker/**"]}}'),
      good: on('{push: {paths: ["docker/**"]}}'),
    }),
  },
  {
    id: 'gha-dispatch-input',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/events'],
    check({ root }, report) {
      const inputs = root?.at('on', 'workflow_dispatch', 'inputs');
      const all = entriesOf(inputs);
      for (const [name, input] of all) checkInput(name, input, report);
      if (inputs && all.length > MOST_INPUTS)
        report.at(inputs.headSpan, t('A form has at most {0} inputs.', MOST_INPUTS));
      for (const [, input] of entriesOf(root?.at('on', 'workflow_call', 'inputs'))) {
        const given = input.at('default');
        if (given) checkDefault(given, { kind: input.at('type')?.text ?? '', options: [], report });
      }
    },
    page: () => ({
      what: 'An input of a workflow that is started by hand has a type, options or a default that do not fit.',
      why: 'GitHub refuses the workflow, or the form has no right choice.',
      source: 'GitHub documentation, Workflow syntax, on.workflow_dispatch.inputs.',
      bad: on('{workflow_dispatch: {inputs: {gpu: {type: choice, options: [l4, h100], default: a100}}}}'),
      good: on('{workflow_dispatch: {inputs: {gpu: {type: choice, options: [l4, h100], default: l4}}}}'),
    }),
  },
];
