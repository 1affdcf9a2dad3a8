import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { Report, Rule } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isMerged } from '../../yamlFile/entriesOf.ts';
import { expressionsOf } from '../../workflow/expressions.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { workflowStep } from './workflowExamples.ts';

const BRANCH = /^(?:main|master|develop|dev|trunk|HEAD)$/;
const COMMIT = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;
/** Versions that GitHub has switched off. Source: github.blog/changelog, 2024-04-16 (artifacts) and 2024-12-05 (cache). */
const SWITCHED_OFF = /^actions\/(?:(?:upload|download)-artifact@v[123](?:\.\d+)*|cache@v[12](?:\.\d+)*)$/;
/** What anybody may write into. Source: GitHub documentation, Secure use reference. */
const UNTRUSTED =
  /^github\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion)\.(?:title|body)|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label|repo\.default_branch)|pages\.[^.]+\.page_name|(?:head_commit|commits[^.]*)\.(?:message|author\.(?:name|email))|workflow_run\.(?:head_branch|head_commit\.(?:message|author\.(?:name|email)))))$/;
const COMMANDS = /::(set-output|save-state|set-env|add-path)(?:\s+name=|::)/g;

/** Where code stands: scripts of shells, and of the action that runs JavaScript. */
function scriptsOf(step: YamlValue): readonly YamlValue[] {
  const uses = step.at('uses')?.text ?? '';
  const script = uses.startsWith('actions/github-script@') ? step.at('with', 'script') : undefined;
  return [step.at('run'), script].flatMap((value) => value ?? []);
}

/** Rules of steps: what they use and what they run. */
export const workflowStepRules: readonly Rule<Workflow>[] = [
  {
    id: 'gha-uses-format',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/action'],
    check({ steps }, report) {
      for (const [step] of steps) {
        const uses = step.at('uses');
        const text = uses?.text;
        if (
          uses === undefined ||
          text === undefined ||
          /^(?:\.{1,2}\/|\.$|docker:\/\/|\$\/)/.test(text) ||
          text.includes('${{')
        )
          continue;
        if (!/^[^/@\s]+\/[^@\s]+@[^\s]+$/.test(text))
          report.at(
            uses.span,
            t('An action is “owner/repository@version”, a folder that begins with “./”, or “docker://” and an image.'),
          );
      }
    },
    page: () => ({
      what: 'An action without version, or of a form that GitHub does not know.',
      why: 'GitHub refuses the workflow.',
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.steps[*].uses.',
      bad: workflowStep('uses: actions/checkout'),
      good: workflowStep('uses: actions/checkout@v5'),
    }),
  },
  {
    id: 'gha-step-action',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/syntax-check'],
    isAboutAbsence: true,
    check({ steps }, report) {
      for (const [step] of steps) {
        const [uses, run] = [step.at('uses'), step.at('run')];
        if (isMerged(step) || step.at('background') !== undefined) continue;
        const [first] = step.items();
        if (uses && run) report.at(run.headSpan, t('A step has “uses” or “run”, not both.'));
        else if (uses || run) tellOthers(step, uses ? 'uses' : 'run', report);
        else if (
          !uses &&
          !run &&
          first?.key !== undefined &&
          /^(?:id|if|name|env|with|shell|working-directory|continue-on-error|timeout-minutes)$/.test(first.key)
        )
          report.at(first.headSpan, t('A step needs “uses” or “run”.'));
      }
    },
    page: () => ({
      what: 'A step with an action and a script, or with neither.',
      why: 'GitHub refuses the workflow.',
      source: 'GitHub documentation, Workflow syntax, jobs.<job_id>.steps.',
      bad: workflowStep('name: Train'),
      good: workflowStep('name: Train', 'run: make train'),
    }),
  },
  {
    id: 'gha-action-branch',
    kinds: 'workflow',
    severity: 'warning',
    check({ steps }, report) {
      for (const [step] of steps) {
        const uses = step.at('uses');
        const [name = '', ref] = uses?.text?.split('@') ?? [];
        if (uses && ref !== undefined && !name.startsWith('docker:') && BRANCH.test(ref))
          report.at(
            uses.span,
            t('“{0}” is a branch: what runs here changes without notice. Name a version or a commit.', ref),
          );
      }
    },
    page: () => ({
      what: 'An action of a branch.',
      why: 'Whoever may push there runs code with the secrets of this workflow, and a change breaks it at any time.',
      source: 'GitHub documentation, Secure use reference, Using third-party actions.',
      bad: workflowStep('uses: iterative/setup-cml@main'),
      good: workflowStep('uses: iterative/setup-cml@v2'),
    }),
  },
  {
    id: 'gha-action-unpinned',
    kinds: 'workflow',
    severity: 'info',
    isOff: true,
    profiles: { strict: 'info' },
    check({ steps }, report) {
      for (const [step] of steps) {
        const uses = step.at('uses');
        const [name = '', ref] = uses?.text?.split('@') ?? [];
        if (!uses || ref === undefined || /^(?:actions\/|github\/|docker:|\.)/.test(name) || BRANCH.test(ref)) continue;
        if (!COMMIT.test(ref) && !ref.includes('$')) report.at(uses.span, t('A tag may be moved: name the commit.'));
      }
    },
    page: () => ({
      what: 'An action of somebody else by tag, not by commit.',
      why: 'A tag can be moved to other code, as happened to tj-actions/changed-files in 2025.',
      source: 'GitHub documentation, Secure use reference, Using third-party actions.',
      bad: workflowStep('uses: iterative/setup-cml@v2'),
      good: workflowStep('uses: iterative/setup-cml@8c1d5b7e0a4f3b2d1c6e9f8a7b5d4c3e2f1a0b9c'),
    }),
  },
  {
    id: 'gha-action-outdated',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/action'],
    check({ steps }, report) {
      for (const [step] of steps) {
        const uses = step.at('uses');
        if (uses && SWITCHED_OFF.test(uses.text ?? ''))
          report.at(uses.span, t('GitHub has switched this version off: the step fails.'));
      }
    },
    page: () => ({
      what: 'A version of an action that GitHub does not run any more.',
      why: 'The step fails before it begins.',
      source: 'GitHub changelog, deprecation of artifact actions v3 and of cache v1 and v2.',
      bad: workflowStep('uses: actions/upload-artifact@v3', 'with: {path: model.pt}'),
      good: workflowStep('uses: actions/upload-artifact@v4', 'with: {path: model.pt}'),
    }),
  },
  {
    id: 'gha-build-no-cache',
    kinds: 'workflow',
    severity: 'hint',
    isAboutAbsence: true,
    fix: 'choice',
    check({ steps }, report) {
      for (const [step] of steps) {
        const uses = step.at('uses');
        const inputs = step.at('with');
        if (uses?.text?.startsWith('docker/build-push-action@') !== true || isMerged(step)) continue;
        if (inputs?.isMap !== true || isMerged(inputs)) continue;
        if (['cache-from', 'no-cache', 'outputs', 'builder'].some((key) => inputs.at(key) !== undefined)) continue;
        report.at(uses.span, t('Every build begins anew: images of ML take minutes that a cache saves.'), {
          fixes: () =>
            choiceFix(
              t('Keep layers in the cache of GitHub'),
              insertUnder(inputs, [], 'cache-from: type=gha\ncache-to: type=gha,mode=max'),
            ),
        });
      }
    },
    page: () => ({
      what: 'An image is built without a cache.',
      why: 'Runners are new machines, so CUDA and torch are downloaded each time.',
      source: 'Docker documentation, Cache management with GitHub Actions.',
      bad: workflowStep('uses: docker/build-push-action@v6', 'with:', '  push: true', '  tags: lab/trainer:1.0'),
      good: workflowStep('uses: docker/build-push-action@v6', 'with:', '  push: true', '  cache-from: type=gha'),
    }),
  },
  {
    id: 'gha-script-injection',
    kinds: 'workflow',
    severity: 'error',
    aliases: ['actionlint/expression'],
    check({ steps }, report) {
      for (const [step] of steps)
        for (const script of scriptsOf(step))
          for (const { text, start, end } of expressionsOf(script))
            if (text.split('||').some((part) => UNTRUSTED.test(part.trim())))
              report.at(
                { start, end },
                t('Whoever writes this text runs commands here: pass it by “env” and use the variable.'),
              );
    },
    page: () => ({
      what: 'A text that anybody may write (a title, the name of a branch) is put into a script.',
      why: 'It is put in before the shell reads the line. A title such as `"; curl …` runs with the secrets of the job.',
      source: 'GitHub documentation, Script injections.',
      bad: workflowStep('run: echo "${{ github.event.issue.title }}"'),
      good: workflowStep('env: {TITLE: "${{ github.event.issue.title }}"}', 'run: echo "$TITLE"'),
    }),
  },
  {
    id: 'gha-deprecated-command',
    kinds: 'workflow',
    severity: 'warning',
    aliases: ['actionlint/deprecated-commands'],
    check({ steps }, report) {
      for (const [step] of steps) {
        const run = step.at('run');
        if (!run || run.node !== run.target || run.isMap || run.isList) continue;
        for (const found of run.tree.source(run.target).matchAll(COMMANDS)) {
          const start = run.span.start + found.index;
          report.at(
            { start, end: start + found[0].length },
            t('This command is deprecated: write to {0}.', FILES[found[1] ?? ''] ?? '$GITHUB_OUTPUT'),
            { tag: 'deprecated' },
          );
        }
      }
    },
    page: () => ({
      what: 'A command in the output of a script that GitHub has replaced by files.',
      why: '`set-env` and `add-path` fail, the others are warned of in every run.',
      source: 'GitHub documentation, Workflow commands for GitHub Actions.',
      bad: workflowStep('run: echo "::set-output name=tag::1.0"'),
      good: workflowStep('run: echo "tag=1.0" >> "$GITHUB_OUTPUT"'),
    }),
  },
];

/** What only the other kind of step has. */
function tellOthers(step: YamlValue, kind: 'uses' | 'run', report: Report): void {
  for (const name of kind === 'uses' ? ['shell', 'working-directory'] : ['with']) {
    const value = step.at(name);
    if (value) report.at(value.headSpan, t('A step with “{0}” has no “{1}”.', kind, name));
  }
}

const FILES: Readonly<Record<string, string>> = {
  'set-output': '$GITHUB_OUTPUT',
  'save-state': '$GITHUB_STATE',
  'set-env': '$GITHUB_ENV',
  'add-path': '$GITHUB_PATH',
};
