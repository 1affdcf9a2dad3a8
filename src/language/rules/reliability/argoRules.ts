import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

const ROLLOUT = { groupKinds: ['argoproj.io/Rollout'], kinds: 'Rollout' };
/** Names by which Argo CD looks for its settings. Source: Argo CD documentation, Declarative Setup. */
const SETTINGS = new Set([
  'argocd-cm',
  'argocd-rbac-cm',
  'argocd-cmd-params-cm',
  'argocd-ssh-known-hosts-cm',
  'argocd-tls-certs-cm',
  'argocd-gpg-keys-cm',
]);
const PART_OF = 'app.kubernetes.io/part-of';
/** Kubernetes needs some seconds to tell all nodes of new pods. Source: Argo Rollouts documentation, scaleDownDelaySeconds. */
const LEAST_DELAY = 30;

const rollout = (spec: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: web
  namespace: team-a
spec:
${spec
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
`;
const canary = (step: string): string => rollout(`strategy:\n  canary:\n    steps:\n      - ${step}`);
const delay = (seconds: number): string =>
  rollout(`strategy:\n  blueGreen:\n    scaleDownDelaySeconds: ${String(seconds)}`);
const settings = (labels: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
${labels}data:
  url: https://cd.example.com
`;
const project = (namespace: string): string => `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: team-a
  namespace: ${namespace}
spec:
  description: team
`;

/** Argo CD and Argo Rollouts: argocd-*, rollout-*. */
export const argoRules: readonly ManifestRule[] = [
  {
    id: 'argocd-configmap-label',
    on: 'object',
    groupKinds: ['/ConfigMap'],
    kinds: 'ConfigMap of Argo CD',
    severity: 'warning',
    isAboutAbsence: true,
    aliases: ['datree/ARGO_CONFIGMAP_MISSING_PART_OF_LABEL_VALUE_ARGOCD'],
    fix: 'choice',
    check(object, report) {
      const name = object.at('metadata', 'name');
      if (name?.text === undefined || !SETTINGS.has(name.text)) return;
      const label = object.at('metadata', 'labels', PART_OF);
      if (label && label.text !== '') return;
      report.at(name.span, t('Argo CD does not read a ConfigMap without the label “{0}”.', PART_OF), {
        fixes: () =>
          choiceFix(t('Add {0}', PART_OF), insertUnder(object.root, ['metadata', 'labels'], `${PART_OF}: argocd`)),
      });
    },
    page: () => ({
      what: 'A ConfigMap of Argo CD lacks the label `app.kubernetes.io/part-of`.',
      why: 'Argo CD looks for its settings by this label, so what is written there has no effect.',
      source: 'Argo CD documentation, Declarative Setup.',
      bad: settings(''),
      good: settings(`  labels:\n    ${PART_OF}: argocd\n`),
    }),
  },
  {
    id: 'argocd-project-namespace',
    on: 'object',
    groupKinds: ['argoproj.io/AppProject'],
    kinds: 'AppProject',
    severity: 'info',
    aliases: ['datree/ARGO_APP_PROJECT_INCORRECT_NAMESPACE_VALUE'],
    check(object, report) {
      const value = object.at('metadata', 'namespace');
      if (value?.text !== undefined && value.text !== 'argocd')
        report.at(
          value.span,
          t('Argo CD looks for projects in its own namespace, “argocd” unless it was installed elsewhere.'),
        );
    },
    page: () => ({
      what: 'An AppProject is in another namespace than `argocd`.',
      why: 'Projects elsewhere are not seen, and applications that name them fail.',
      source: 'Argo CD documentation, Declarative Setup: Projects.',
      bad: project('team-a'),
      good: project('argocd'),
    }),
  },
  {
    id: 'rollout-pause-duration',
    on: 'object',
    ...ROLLOUT,
    severity: 'hint',
    isAboutAbsence: true,
    aliases: ['datree/ARGO_ROLLOUT_MISSING_PAUSE_DURATION'],
    check(object, report) {
      for (const step of object.at('spec', 'strategy', 'canary', 'steps')?.items() ?? []) {
        const pause = step.at('pause');
        if (pause && (pause.isNull || (pause.isMap && pause.at('duration') === undefined)))
          report.at(pause.headSpan, t('The rollout waits here until somebody goes on by hand.'));
      }
    },
    page: () => ({
      what: 'A pause of a canary has no `duration`.',
      why: 'It lasts until somebody promotes the rollout. Where that is wanted, ignore this hint.',
      source: 'Argo Rollouts documentation, Canary: Pause Duration.',
      bad: canary('pause: {}'),
      good: canary('pause: {duration: 10m}'),
    }),
  },
  {
    id: 'rollout-revision-history',
    on: 'object',
    ...ROLLOUT,
    severity: 'hint',
    aliases: ['datree/ARGO_WORKFLOW_INCORRECT_REVISION_HISTORY_LIMIT_VALUE_0'],
    fix: 'choice',
    check(object, report) {
      const value = object.at('spec', 'revisionHistoryLimit');
      if (value?.number === 0)
        report.at(value.span, t('Nothing is kept to go back to.'), {
          fixes: () => choiceFix(t('Remove it'), removeEntry(value)),
        });
    },
    page: () => ({
      what: '`revisionHistoryLimit` of a Rollout is 0.',
      why: 'Old ReplicaSets are deleted at once, so an undo finds none.',
      source: 'Argo Rollouts documentation, Rollout Specification.',
      bad: rollout('replicas: 2\nrevisionHistoryLimit: 0'),
      good: rollout('replicas: 2\nrevisionHistoryLimit: 3'),
    }),
  },
  {
    id: 'rollout-scale-down-delay',
    on: 'object',
    ...ROLLOUT,
    severity: 'hint',
    aliases: ['datree/ARGO_ROLLOUT_INCORRECT_SCALE_DOWN_DELAY_VALUE_BELOW_30'],
    fix: 'choice',
    check(object, report) {
      for (const strategy of ['blueGreen', 'canary']) {
        const value = object.at('spec', 'strategy', strategy, 'scaleDownDelaySeconds');
        if (value?.number === undefined || value.number >= LEAST_DELAY) continue;
        report.at(
          value.span,
          t('Nodes may still send requests to the old pods: at least {0} seconds.', String(LEAST_DELAY)),
          {
            fixes: () => choiceFix(t('Set it to {0}', String(LEAST_DELAY)), replaceValue(value, String(LEAST_DELAY))),
          },
        );
      }
    },
    page: () => ({
      what: '`scaleDownDelaySeconds` of a Rollout is below 30.',
      why: 'The tables of the nodes follow with a delay, and requests to pods that are gone fail.',
      source: 'Argo Rollouts documentation, Rollout Specification.',
      bad: delay(5),
      good: delay(30),
    }),
  },
  {
    id: 'rollout-progress-deadline-abort',
    on: 'object',
    ...ROLLOUT,
    severity: 'hint',
    isAboutAbsence: true,
    aliases: ['datree/ARGO_ROLLOUT_INCORRECT_PROGRESS_DEADLINE_ABORT_VALUE_FALSE'],
    fix: 'choice',
    check(object, report) {
      const spec = object.at('spec');
      const value = spec?.at('progressDeadlineAbort');
      if (spec?.isMap !== true || (value && value.boolean !== false)) return;
      report.at(
        value?.span ?? spec.headSpan,
        t('A rollout that does not get on keeps its new pods instead of going back.'),
        {
          fixes: () =>
            choiceFix(
              t('Set it to {0}', 'true'),
              value ? replaceValue(value, 'true') : insertUnder(spec, [], 'progressDeadlineAbort: true'),
            ),
        },
      );
    },
    page: () => ({
      what: '`progressDeadlineAbort` of a Rollout is not true.',
      why: 'After the deadline the rollout only says that it failed; with the field it goes back to the old version.',
      source: 'Argo Rollouts documentation, Rollout Specification.',
      bad: rollout('replicas: 2'),
      good: rollout('progressDeadlineAbort: true'),
    }),
  },
];
