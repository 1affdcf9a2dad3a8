import { t } from '../../../domain/base/text.ts';
import { deploymentWith, podWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Container } from '../../manifest/container.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { MissingField } from '../tables/missingField.ts';
import type { Pod } from '../../manifest/pod.ts';

const IMAGE = 'image: nginx:1.27.3';
const PROFILES = [
  ['appArmorProfile', 'type'],
  ['seccompProfile', 'type'],
];
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
/** The first version in which user namespaces are on unless they are switched off. Source: KEP-127. */
const USER_NAMESPACES_SINCE = 33;

/** A profile that is on, options of SELinux, or a capability that is gone. */
function hasWall({ security, pod }: Container): boolean {
  if (PROFILES.some((path) => isOn(lookUp(security, path) ?? lookUp(pod.security, path)))) return true;
  return isConfined(security) || isConfined(pod.security);
}

function isConfined(context: YamlValue | undefined): boolean {
  const dropped = lookUp(context, ['capabilities', 'drop']);
  const added = dropped && context?.at('capabilities', 'add');
  for (const { text } of added?.items() ?? []) if (text?.toUpperCase() === 'ALL') return false;
  return dropped !== undefined || lookUp(context, ['seLinuxOptions']) !== undefined;
}

function isOn(profile: YamlValue | undefined): boolean {
  return profile !== undefined && profile.text !== 'Unconfined';
}

/** sec-hardening-none, sec-kube-system-namespace */
export const hardeningRules: readonly ManifestRule[] = [
  {
    id: 'sec-hardening-none',
    on: 'container',
    kinds: 'pods',
    severity: 'warning',
    isAboutAbsence: true,
    aliases: ['polaris/linuxHardening', 'trivy/KSV-0118', 'datree/CIS_MISSING_KEY_SECURITYCONTEXT'],
    fix: 'choice',
    check(container, report) {
      const { pod, security } = container;
      if (pod.isWindows || hasWall(container)) return;
      if (pod.annotation(`${APPARMOR_ANNOTATION}${container.name ?? ''}`) !== undefined) return;
      report.at(
        container.head,
        t(
          '“{0}” has no wall besides the container itself: no seccomp, AppArmor or SELinux, no capability dropped.',
          container.name ?? '',
        ),
        {
          fixes: () => {
            const lines = [
              'allowPrivilegeEscalation: false',
              'runAsNonRoot: true',
              'capabilities:\n  drop:\n    - ALL',
              'seccompProfile:\n  type: RuntimeDefault',
            ];
            const missing = lines.filter((line) => lookUp(security, [line.slice(0, line.indexOf(':'))]) === undefined);
            return choiceFix(
              t('Add what the level “restricted” asks for'),
              insertUnder(container.value, ['securityContext'], missing.join('\n')),
            );
          },
        },
      );
    },
    page: () => ({
      what: 'Neither a container nor its pod sets a profile of seccomp, AppArmor or SELinux, and no capability is dropped.',
      why: 'One hole in the kernel or the runtime is enough to get from the program to the node.',
      source: 'Kubernetes documentation, Linux kernel security constraints for Pods and containers.',
      bad: podWith(IMAGE),
      good: podWith(`${IMAGE}\nsecurityContext:\n  seccompProfile:\n    type: RuntimeDefault`),
    }),
  },
  {
    id: 'sec-kube-system-namespace',
    on: 'object',
    kinds: 'workloads',
    severity: 'info',
    aliases: ['trivy/KSV-0037'],
    check(object, report) {
      const value = object.at('metadata', 'namespace');
      if (value?.text === 'kube-system' && object.pods.length > 0)
        report.at(
          value.span,
          t('“kube-system” is for the parts of the cluster: other pods there may see their secrets.'),
        );
    },
    page: () => ({
      what: 'A workload goes to the namespace `kube-system`.',
      why: 'Rights and policies are wide there, because the cluster itself needs them.',
      source: 'Kubernetes documentation, Namespaces: initial namespaces.',
      bad: deploymentWith(IMAGE).replace('team-a', 'kube-system'),
      good: deploymentWith(IMAGE),
    }),
  },
];

/** Shares namespaces with its node, which excludes user namespaces. */
function isOfHost({ spec }: Pod): boolean {
  return ['hostNetwork', 'hostPID', 'hostIPC'].some((field) => spec.at(field)?.boolean === true);
}

/** sec-host-users */
export const hostUsers: MissingField<Pod> = {
  id: 'sec-host-users',
  severity: 'hint',
  // Whether nodes, volumes and devices can do it is not in the text.
  isOff: true,
  aliases: ['kubesec/HostUsers'],
  path: ['hostUsers'],
  isNeeded: (pod, context) => context.kubernetesMinor >= USER_NAMESPACES_SINCE && !pod.isWindows && !isOfHost(pod),
  message: () => t('Root in the container is root of the node: no user namespace.'),
  lines: 'hostUsers: false',
  page: {
    what: 'A pod does not set `hostUsers: false`.',
    why: 'With a user namespace, root of the container is nobody on the node, so what escapes has no rights. Nodes need a kernel and a runtime that can do it.',
    source: 'Kubernetes documentation, User Namespaces.',
    bad: podWith(IMAGE),
    good: podWith(IMAGE, 'hostUsers: false'),
  },
};
