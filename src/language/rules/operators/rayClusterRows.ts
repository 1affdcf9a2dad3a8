import { t } from '../../../domain/base/text.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { Report } from '../../lint/rule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { namePage, rayNameLength } from './rayNames.ts';
import {
  envOf,
  groupsOf,
  isAutoscaled,
  isAutoscalerV2,
  isBefore,
  onCluster,
  RAY_KINDS,
  rayContainer,
  rayPage,
  REFUSED,
  versionOf,
  workersOf,
} from './rayShared.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';
import { dns1035 } from './table/textForm.ts';

const RESOURCE_PARAMS = ['num-cpus', 'num-gpus', 'memory', 'resources'];
const V2_ENV = 'RAY_enable_autoscaler_v2';

const groupRows: readonly OperatorRow[] = [
  { id: 'ray-name-length', on: RAY_KINDS, checks: [rayNameLength], page: namePage },
  {
    id: 'ray-name-dns1035',
    on: RAY_KINDS,
    checks: [dns1035('metadata', 'name')],
    page: () =>
      rayPage(
        'The name of a Ray object is no DNS-1035 label.',
        'Its head is a Service of that name, which must begin with a letter.',
        ['  name: ray\n', '  name: 2-rays\n'],
      ),
  },
  {
    id: 'ray-group-resources-conflict',
    on: RAY_KINDS,
    checks: [
      onCluster((cluster, report) => {
        for (const group of groupsOf(cluster)) {
          const own = fieldOf(group, 'resources');
          if (!own?.isMap || own.items().length === 0) continue;
          const param = RESOURCE_PARAMS.map((name) => group.at('rayStartParams', name)).find((value) => isSet(value));
          if (param) report.at(param.headSpan, t('“{0}” and “{1}” exclude each other.', param.key ?? '', 'resources'));
        }
      }),
    ],
    page: () =>
      rayPage('Resources of a group stand in its start parameters and in `resources`.', REFUSED, [
        '      num-cpus: "0"\n',
        '      num-cpus: "0"\n    resources:\n      CPU: "0"\n',
      ]),
  },
  {
    id: 'ray-labels-param',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          for (const group of groupsOf(cluster)) {
            const labels = group.at('rayStartParams', 'labels');
            if (labels)
              report.at(labels.headSpan, t('Labels of a group stand in its “labels”, not in its start parameters.'));
          }
        },
        { needs: ['rayStartParams', 'labels'] },
      ),
    ],
    page: () =>
      rayPage('Labels stand in the start parameters of a group.', REFUSED, [
        '      num-cpus: "0"\n',
        '      num-cpus: "0"\n      labels: a=b\n',
      ]),
  },
  {
    id: 'ray-min-max-negative',
    on: RAY_KINDS,
    checks: [
      onCluster((cluster, report) => {
        for (const group of workersOf(cluster)) {
          // A number of replicas below zero is raised to the least one.
          for (const field of ['minReplicas', 'maxReplicas']) {
            const value = fieldOf(group, field);
            if (value?.number !== undefined && value.number < 0)
              report.at(value.span, t('“{0}” must be at least {1}.', field, 0));
          }
        }
      }),
    ],
    page: () => rayPage('Replicas of a group are below zero.', REFUSED, ['minReplicas: 1', 'minReplicas: -1']),
  },
  {
    id: 'ray-min-gt-max',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          for (const group of workersOf(cluster)) {
            const [min, max] = [fieldOf(group, 'minReplicas'), fieldOf(group, 'maxReplicas')];
            if (min?.number === undefined || max?.number === undefined || min.number <= max.number) continue;
            report.at(
              min.span,
              t('“{0}” is {1}, and “{2}” is {3}.', 'minReplicas', min.number, 'maxReplicas', max.number),
            );
          }
        },
        { needs: ['minReplicas', 'maxReplicas'] },
      ),
    ],
    page: () => rayPage('Fewer replicas at most than at least.', REFUSED, ['minReplicas: 1', 'minReplicas: 8']),
  },
  {
    id: 'ray-group-name-duplicate',
    on: RAY_KINDS,
    severity: 'warning',
    checks: [
      onCluster(
        (cluster, report) => {
          const names = new Set<string>();
          for (const group of workersOf(cluster)) {
            const name = group.at('groupName');
            if (name?.text === undefined) continue;
            if (names.has(name.text)) report.at(name.span, t('“{0}” is used twice.', name.text));
            names.add(name.text);
          }
        },
        { needs: ['groupName'] },
      ),
    ],
    page: () =>
      rayPage(
        'Two worker groups have one name.',
        'Pods are counted by the name of their group: the operator makes and deletes those of both as one.',
        [
          '    - groupName: gpu\n',
          '    - groupName: gpu\n      template:\n        spec:\n          containers:\n            - name: other\n              image: rayproject/ray:2.56.0\n              resources:\n                limits:\n                  memory: 1Gi\n    - groupName: gpu\n',
        ],
        { source: 'KubeRay, controllers/ray/raycluster_controller.go.' },
      ),
  },
];

const scalerRows: readonly OperatorRow[] = [
  {
    id: 'ray-autoscaler-restartpolicy',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          if (cluster.at('autoscalerOptions', 'version')?.text !== 'v2' || isAutoscaled(cluster) !== true) return;
          for (const group of groupsOf(cluster)) {
            const policy = group.at('template', 'spec', 'restartPolicy');
            if (policy?.text !== undefined && policy.text !== 'Never')
              report.at(policy.span, t('The autoscaler v2 needs the restart policy “Never”.'));
          }
        },
        { needs: ['autoscalerOptions', 'version', 'restartPolicy'] },
      ),
    ],
    page: () =>
      rayPage('Pods of a cluster with the autoscaler v2 restart in place.', REFUSED, [
        '      spec:\n        containers:\n          - name: ray-head',
        '      spec:\n        restartPolicy: Always\n        containers:\n          - name: ray-head',
      ]),
  },
  {
    id: 'ray-autoscaler-v2-env',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          const entry = envOf(rayContainer(fieldOf(cluster, 'headGroupSpec')), V2_ENV);
          const isOn = isAutoscaled(cluster);
          if (!entry || isOn === undefined) return;
          const value = entry.at('value');
          if (isOn && cluster.at('autoscalerOptions', 'version')) {
            report.at(
              entry.at('name')?.span ?? entry.headSpan,
              t('“{0}” and “{1}” exclude each other.', V2_ENV, 'autoscalerOptions.version'),
            );
          } else if (!isOn && (value?.text === '1' || value?.text === 'true')) {
            report.at(
              entry.at('name')?.span ?? entry.headSpan,
              t('“{0}” needs “{1}”.', V2_ENV, 'enableInTreeAutoscaling'),
            );
          }
        },
        { needs: ['env'] },
      ),
    ],
    page: () =>
      rayPage('The autoscaler v2 is chosen in two places, or without autoscaling.', REFUSED, ['LOG_LEVEL', V2_ENV]),
  },
  {
    id: 'ray-suspend-autoscaling',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          if (isAutoscaled(cluster) !== true) return;
          for (const group of workersOf(cluster)) {
            const suspend = fieldOf(group, 'suspend');
            if (suspend?.boolean === true)
              report.at(suspend.headSpan, t('A group cannot be suspended while the cluster is scaled automatically.'));
          }
        },
        { needs: ['suspend', 'enableInTreeAutoscaling'] },
      ),
    ],
    page: () =>
      rayPage('A worker group is suspended in a cluster with autoscaling.', REFUSED, [
        '      maxReplicas: 4\n',
        '      maxReplicas: 4\n      suspend: true\n',
      ]),
  },
  {
    id: 'ray-idle-timeout',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          for (const place of [fieldOf(cluster, 'autoscalerOptions'), ...workersOf(cluster)]) {
            const timeout = place && fieldOf(place, 'idleTimeoutSeconds');
            if (timeout?.number === undefined) continue;
            if (timeout.number < 0) report.at(timeout.span, t('“{0}” must be at least {1}.', 'idleTimeoutSeconds', 0));
            else if (place?.key === undefined && isAutoscalerV2(cluster) === false) {
              report.at(timeout.headSpan, t('A timeout of a group needs the autoscaler v2.'));
            }
          }
        },
        { needs: ['idleTimeoutSeconds'] },
      ),
    ],
    page: () =>
      rayPage('An idle timeout below zero, or one of a group without the autoscaler v2.', REFUSED, [
        'idleTimeoutSeconds: 60',
        'idleTimeoutSeconds: -1',
      ]),
  },
  {
    id: 'ray-auth-version',
    on: RAY_KINDS,
    checks: [
      onCluster(checkTokenVersion, { needs: ['authOptions', 'mode'] }),
      onCluster(checkKubernetesToken, { needs: ['enableK8sTokenAuth'] }),
    ],
    page: () =>
      rayPage('Authentication by token with a Ray that is too old, or a version that is not written.', REFUSED, [
        '  rayVersion: 2.56.0\n',
        '  rayVersion: 2.46.0\n  authOptions:\n    mode: token\n',
      ]),
  },
  {
    id: 'ray-priority-version',
    on: RAY_KINDS,
    checks: [
      onCluster(
        (cluster, report) => {
          const version = fieldOf(cluster, 'rayVersion');
          const found = versionOf(version?.text);
          if (version?.isMasked) return;
          for (const group of workersOf(cluster)) {
            const priority = fieldOf(group, 'priority');
            if (priority?.number === undefined || priority.number === 0) continue;
            if (found && !isBefore(found, [2, 56, 0]) && isAutoscalerV2(cluster) !== false) continue;
            report.at(
              priority.headSpan,
              t('A priority of a group needs “rayVersion” {0} or later and the autoscaler v2.', '2.56.0'),
            );
          }
        },
        { needs: ['priority'] },
      ),
    ],
    page: () =>
      rayPage('A worker group has a priority with a Ray that knows none.', REFUSED, [
        ['rayVersion: 2.56.0', 'rayVersion: 2.46.0'],
        ['      maxReplicas: 4\n', '      maxReplicas: 4\n      priority: 5\n'],
      ]),
  },
  {
    id: 'ray-upgrade-type',
    on: ['ray.io/RayCluster'],
    checks: [
      onCluster(
        (cluster, report) => {
          const type = cluster.at('upgradeStrategy', 'type');
          if (type?.text !== undefined && type.text !== 'Recreate' && type.text !== 'None')
            report.at(type.span, t('“{0}” is not one of {1}.', type.text, 'Recreate, None'));
        },
        { needs: ['upgradeStrategy', 'type'] },
      ),
    ],
    page: () =>
      rayPage('An upgrade strategy that a RayCluster does not know.', REFUSED, [
        '  rayVersion: 2.56.0\n',
        '  rayVersion: 2.56.0\n  upgradeStrategy:\n    type: Rolling\n',
      ]),
  },
  {
    id: 'ray-autoscaler-managed-env',
    on: RAY_KINDS,
    severity: 'warning',
    checks: [
      onCluster(
        (cluster, report) => {
          const entry = envOf(fieldOf(cluster, 'autoscalerOptions'), 'KUBERAY_GEN_AUTOSCALER_START_CMD');
          if (!entry) return;
          report.at(
            entry.at('name')?.span ?? entry.headSpan,
            t('The operator sets “{0}” itself.', 'KUBERAY_GEN_AUTOSCALER_START_CMD'),
            {
              fixes: () => choiceFix(t('Remove the variable'), removeEntry(entry)),
            },
          );
        },
        { hasFix: true, needs: ['autoscalerOptions', 'env'] },
      ),
    ],
    page: () =>
      rayPage('The autoscaler gets a variable that the operator sets.', REFUSED, [
        '    idleTimeoutSeconds: 60\n',
        '    idleTimeoutSeconds: 60\n    env:\n      - name: KUBERAY_GEN_AUTOSCALER_START_CMD\n        value: sleep\n',
      ]),
  },
];

/** KubeRay: groups, scaling and versions of a cluster, in every kind that has one. */
export const rayClusterRows: readonly OperatorRow[] = [...groupRows, ...scalerRows];

/** Tokens came with a version of Ray. */
function checkTokenVersion(cluster: YamlValue, report: Report): void {
  const mode = cluster.at('authOptions', 'mode');
  const version = fieldOf(cluster, 'rayVersion');
  if (mode?.text !== 'token' || version?.isMasked) return;
  const isKubernetes = cluster.at('authOptions', 'enableK8sTokenAuth')?.boolean === true;
  const least = isKubernetes ? [2, 55, 0] : [2, 52, 0];
  const found = versionOf(version?.text);
  if (found && !isBefore(found, least)) return;
  report.at((version ?? mode).span, t('Tokens need “rayVersion” {0} or later.', least.join('.')));
}

function checkKubernetesToken(cluster: YamlValue, report: Report, object: ManifestObject): void {
  const switchedOn = cluster.at('authOptions', 'enableK8sTokenAuth');
  const mode = cluster.at('authOptions', 'mode');
  if (switchedOn?.boolean !== true || mode?.isMasked) return;
  if (mode?.text === 'token' && !cluster.at('authOptions', 'secretName') && object.kind === 'RayCluster') return;
  report.at(
    switchedOn.headSpan,
    t('Tokens of Kubernetes need the mode “token”, no “secretName”, and a RayCluster of its own.'),
  );
}
