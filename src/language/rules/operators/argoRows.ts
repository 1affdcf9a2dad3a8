import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { cronTrouble } from '../../manifest/cronSchedule.ts';
import {
  ARGO_KINDS,
  argoPage,
  argoSteps,
  nodesOf,
  onTemplate,
  onWorkflow,
  REFUSED,
  templatesOf,
  TYPES,
} from './argoShared.ts';
import { checkArtifacts, checkContainers, checkImages, checkMounts, checkOutputs } from './argoTemplateChecks.ts';
import { custom, nameSpan } from './table/custom.ts';
import { isTimeZone } from './table/isTimeZone.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';
import { isPlaceholder } from './table/textForm.ts';

const RETRIES = ['Always', 'OnFailure', 'OnError', 'OnTransientError'];
const ACTIONS = ['get', 'create', 'apply', 'delete', 'replace', 'patch'];
const CRON = ['argoproj.io/CronWorkflow'];
const ABSENT = { isAboutAbsence: true } as const;
/** Endings are added to the names of workflows that a schedule starts. */
const LONGEST: Readonly<Record<string, number>> = { CronWorkflow: 52 };

const cronWorkflow = `apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata:
  name: nightly
spec:
  schedules: ["0 3 * * *"]
  timezone: Europe/Zurich
  concurrencyPolicy: Forbid
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container:
          image: trainer:1
`;

const workflowRows: readonly OperatorRow[] = [
  {
    id: 'argo-entrypoint',
    on: ARGO_KINDS,
    checks: [
      onWorkflow(
        (workflow, report, object) => {
          if (fieldOf(workflow, 'workflowTemplateRef')) return;
          const entry = fieldOf(workflow, 'entrypoint');
          const isRun = object.kind === 'Workflow' || object.kind === 'CronWorkflow';
          if (!entry && isRun) report.at(workflow.headSpan, t('“{0}” is missing.', 'entrypoint'));
          reportTemplate(entry, workflow, report);
        },
        { hasFix: true, isAboutAbsence: true },
      ),
    ],
    page: () =>
      argoPage('A workflow does not say where it begins, or begins at a template that is not there.', REFUSED, [
        'entrypoint: main',
        'entrypoint: mian',
      ]),
  },
  {
    id: 'argo-template-undefined',
    aliases: ['ref-template'],
    on: ARGO_KINDS,
    checks: [
      onWorkflow(
        (workflow, report) => {
          if (fieldOf(workflow, 'workflowTemplateRef')) return;
          reportTemplate(fieldOf(workflow, 'onExit'), workflow, report);
          for (const template of templatesOf(workflow)) {
            for (const node of nodesOf(template)) {
              reportTemplate(fieldOf(node, 'template'), workflow, report);
              for (const hook of fieldOf(node, 'hooks')?.items() ?? [])
                reportTemplate(fieldOf(hook, 'template'), workflow, report);
            }
          }
          for (const hook of fieldOf(workflow, 'hooks')?.items() ?? [])
            reportTemplate(fieldOf(hook, 'template'), workflow, report);
        },
        { hasFix: true },
      ),
    ],
    page: () =>
      argoPage('A step or task runs a template that is not there.', REFUSED, [
        '            template: work\n',
        '            template: wrok\n',
      ]),
  },
  {
    id: 'argo-template-type-none',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report, workflow) => {
        if (TYPES.some((type) => template.at(type)) || fieldOf(workflow, 'templateDefaults')) return;
        report.at(
          template.at('name')?.span ?? template.headSpan,
          t('The template does nothing: one of {0} is needed.', TYPES.join(', ')),
        );
      }, ABSENT),
    ],
    page: () =>
      argoPage('A template that is nothing.', REFUSED, [
        '      container:\n        image: trainer:1\n        args: ["{{inputs.parameters.message}}"]\n',
        '      metadata: {}\n',
      ]),
  },
  {
    id: 'argo-template-type-multiple',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const [first, second] = TYPES.map((type) => fieldOf(template, type)).filter((value) => value !== undefined);
        if (first && second)
          report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', first.key ?? '', second.key ?? ''));
      }),
    ],
    page: () =>
      argoPage('A template that is two things.', REFUSED, [
        '      container:\n',
        '      script:\n        image: trainer:1\n        source: echo\n      container:\n',
      ]),
  },
  {
    id: 'argo-name-length',
    on: ARGO_KINDS,
    checks: [
      custom('metadata', (_, report, object) => {
        const max = LONGEST[object.kind ?? ''] ?? 63;
        const { name } = object;
        if (name !== undefined && name.length > max && !isPlaceholder(name))
          report.at(nameSpan(object), t('“{0}” has {1} characters; {2} are allowed.', name, name.length, max));
      }),
    ],
    page: () =>
      argoPage('The name of a workflow is too long.', REFUSED, ['  name: train\n', `  name: ${'train'.repeat(13)}\n`]),
  },
  {
    id: 'argo-cron',
    on: CRON,
    checks: [
      oneOf('spec', 'concurrencyPolicy', ['Allow', 'Forbid', 'Replace']),
      custom('spec', (spec, report) => {
        const schedules = [fieldOf(spec, 'schedule'), ...(fieldOf(spec, 'schedules')?.items() ?? [])];
        for (const schedule of schedules) {
          const trouble = schedule?.text === undefined ? undefined : cronTrouble(schedule.text);
          if (schedule && trouble && trouble.code !== 'zone')
            report.at(schedule.span, t('“{0}” is no schedule.', schedule.text ?? ''));
        }
        const zone = fieldOf(spec, 'timezone');
        if (zone?.text !== undefined && zone.text !== '' && !isTimeZone(zone.text))
          report.at(zone.span, t('“{0}” is no time zone.', zone.text));
      }),
    ],
    page: () =>
      argoPage(
        'A schedule, time zone or policy of a CronWorkflow that does not exist.',
        'No workflow is ever started.',
        ['concurrencyPolicy: Forbid', 'concurrencyPolicy: Never'],
        { good: cronWorkflow },
      ),
  },
];

const templateRows: readonly OperatorRow[] = [
  {
    id: 'argo-retry-policy',
    on: ARGO_KINDS,
    checks: [
      oneOf('spec.templates.*.retryStrategy', 'retryPolicy', RETRIES),
      oneOf('spec.workflowSpec.templates.*.retryStrategy', 'retryPolicy', RETRIES),
    ],
    page: () =>
      argoPage('A retry policy that does not exist.', REFUSED, ['retryPolicy: Always', 'retryPolicy: OnFail']),
  },
  {
    id: 'argo-timeout-on-dag',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const isNode = fieldOf(template, 'steps') ?? fieldOf(template, 'dag');
        const isWaiting = isNode ?? fieldOf(template, 'suspend');
        const [timeout, deadline] = [fieldOf(template, 'timeout'), fieldOf(template, 'activeDeadlineSeconds')];
        if (isWaiting && isSet(timeout))
          report.at(timeout.headSpan, t('“{0}” may not be set together with “{1}”.', 'timeout', isWaiting.key ?? ''));
        if (isNode && deadline)
          report.at(
            deadline.headSpan,
            t('“{0}” may not be set together with “{1}”.', 'activeDeadlineSeconds', isNode.key ?? ''),
          );
      }),
    ],
    page: () =>
      argoPage(
        'A template of steps or tasks has a timeout.',
        'Only templates that run something have one; the workflow’s own `activeDeadlineSeconds` ends all.',
        ['    - name: main\n', '    - name: main\n      timeout: 1h\n'],
      ),
  },
  {
    id: 'argo-parallelism-on-leaf',
    on: ARGO_KINDS,
    checks: [
      onTemplate((template, report) => {
        const parallelism = fieldOf(template, 'parallelism');
        if (
          parallelism &&
          TYPES.some((type) => fieldOf(template, type)) &&
          !fieldOf(template, 'steps') &&
          !fieldOf(template, 'dag')
        ) {
          report.at(parallelism.headSpan, t('“{0}” is for templates of steps and tasks.', 'parallelism'));
        }
      }),
    ],
    page: () =>
      argoPage(
        'A template that runs one thing has `parallelism`.',
        REFUSED,
        ['    - name: work\n', '    - name: work\n      parallelism: 2\n'],
        argoSteps,
      ),
  },
  {
    id: 'argo-artifact-path',
    on: ARGO_KINDS,
    checks: [onTemplate(checkArtifacts)],
    page: () =>
      argoPage('An artifact has a path where none can be, or comes from elsewhere in an input.', REFUSED, [
        '            path: /data\n',
        '            path: /data\n            from: other\n',
      ]),
  },
  {
    id: 'argo-mount-duplicate',
    on: ARGO_KINDS,
    checks: [onTemplate(checkMounts)],
    page: () =>
      argoPage(
        'Two volumes or artifacts lie at one path.',
        REFUSED,
        [
          '            mountPath: /data\n',
          '            mountPath: /data\n          - name: more\n            mountPath: /data\n',
        ],
        argoSteps,
      ),
  },
  {
    id: 'argo-resource-action',
    on: ARGO_KINDS,
    checks: [
      oneOf('spec.templates.*.resource', 'action', ACTIONS),
      oneOf('spec.workflowSpec.templates.*.resource', 'action', ACTIONS),
    ],
    page: () =>
      argoPage('A resource template with an action that does not exist.', REFUSED, [
        '      container:\n        image: trainer:1\n        args: ["{{inputs.parameters.message}}"]\n',
        '      resource:\n        action: update\n        manifest: "{{inputs.parameters.message}}"\n',
      ]),
  },
  {
    id: 'argo-reserved-container',
    on: ARGO_KINDS,
    checks: [onTemplate(checkContainers)],
    page: () =>
      argoPage('A container has a name that Argo keeps for itself, or the set has no main one.', REFUSED, [
        '      container:\n',
        '      sidecars:\n        - name: wait\n          image: logs:1\n      container:\n',
      ]),
  },
  {
    id: 'argo-outputs-valuefrom',
    on: ARGO_KINDS,
    checks: [onTemplate(checkOutputs, ABSENT)],
    page: () =>
      argoPage('An output parameter without a value, with two, or with one that its template cannot give.', REFUSED, [
        '              path: /tmp/score',
        '              parameter: score',
      ]),
  },
  {
    id: 'argo-image-empty',
    on: ARGO_KINDS,
    checks: [onTemplate(checkImages, ABSENT)],
    page: () => argoPage('A container or script without an image.', REFUSED, ['        image: trainer:1\n', '']),
  },
];

const judgedRows: readonly OperatorRow[] = [
  {
    id: 'argo-failfast-off',
    aliases: ['datree/ARGO_WORKFLOW_INCORRECT_FAILFAST_VALUE_FALSE'],
    on: ARGO_KINDS,
    severity: 'info',
    checks: [
      onTemplate((template, report) => {
        const failFast = template.at('dag', 'failFast');
        if (failFast?.boolean === false) report.at(failFast.headSpan, t('Tasks go on starting after one has failed.'));
      }),
    ],
    page: () =>
      argoPage(
        'A DAG goes on after a failure.',
        'Tasks whose results nobody will use take machines for hours.',
        ['      dag:\n', '      dag:\n        failFast: false\n'],
        { source: 'Argo Workflows, field reference (DAGTemplate.failFast).' },
      ),
  },
  {
    id: 'argo-retry-empty',
    aliases: ['datree/ARGO_WORKFLOW_INCORRECT_RETRY_STRATEGY_VALUE_EMPTY'],
    on: ARGO_KINDS,
    severity: 'warning',
    checks: [
      onTemplate((template, report) => {
        const retry = fieldOf(template, 'retryStrategy');
        if (retry?.isMap && retry.items().length === 0)
          report.at(retry.headSpan, t('An empty retry strategy tries again without end.'));
      }),
    ],
    page: () =>
      argoPage(
        'An empty `retryStrategy`.',
        'Without a limit a step that cannot succeed is tried for ever.',
        ['      retryStrategy:\n        limit: 3\n        retryPolicy: Always\n', '      retryStrategy: {}\n'],
        { source: 'Argo Workflows documentation, Retries.' },
      ),
  },
  {
    id: 'argo-default-service-account',
    aliases: ['datree/ARGO_WORKFLOW_INCORRECT_SERVICE_ACCOUNT_NAME_VALUE_DEFAULT'],
    on: ['argoproj.io/Workflow'],
    severity: 'hint',
    isOff: true,
    checks: [
      onWorkflow((workflow, report, object) => {
        const account = fieldOf(workflow, 'serviceAccountName');
        if (fieldOf(workflow, 'workflowTemplateRef') || (account && account.text !== 'default')) return;
        report.at(account?.span ?? object.head, t('Runs with the default service account of its namespace.'));
      }, ABSENT),
    ],
    page: () =>
      argoPage(
        'A workflow with the default service account.',
        'Rights that one workflow needs are given to every pod of the namespace.',
        ['  serviceAccountName: runner\n', ''],
        { source: 'Argo Workflows documentation, Service Accounts.' },
      ),
  },
  {
    id: 'argo-retry-both-errors',
    aliases: ['datree/ARGO_WORKFLOW_ENSURE_RETRY_ON_BOTH_ERROR_AND_TRANSIENT_ERROR'],
    on: ARGO_KINDS,
    severity: 'hint',
    isOff: true,
    checks: [
      onTemplate((template, report) => {
        const policy = template.at('retryStrategy', 'retryPolicy');
        if (policy?.text === 'OnFailure' || policy?.text === 'OnError')
          report.at(policy.span, t('Tries again after one of errors and failures alone.'));
      }),
    ],
    page: () =>
      argoPage(
        'A retry policy that does not cover both errors and failures.',
        'A pod that is evicted is an error, a program that ends with a code is a failure.',
        ['retryPolicy: Always', 'retryPolicy: OnFailure'],
        { source: 'Argo Workflows documentation, Retries.' },
      ),
  },
];

/** Argo Workflows: workflows and their templates. */
export const argoRows: readonly OperatorRow[] = [...workflowRows, ...templateRows, ...judgedRows];

/** A name that no template of the workflow has. */
function reportTemplate(name: YamlValue | undefined, workflow: YamlValue, report: Report): void {
  if (name?.text === undefined || name.text === '') return;
  const known = templatesOf(workflow).map((template) => template.at('name')?.text);
  const names = known.filter((each) => each !== undefined);
  if (names.length !== known.length || names.length === 0 || names.includes(name.text)) return;
  report.at(name.span, t('No template is named “{0}”.', name.text), {
    fixes: () => {
      const near = nearestName(name.text ?? '', names);
      return near === undefined ? [] : choiceFix(t('Change to “{0}”', near), replaceValue(name, near));
    },
  });
}
