import { t } from '../../../domain/base/text.ts';
import { podWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { wordsOption } from '../../lint/ruleOptions.ts';

const constraint = (repository: string): string => `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAllowedRepos
metadata:
  name: repositories
spec:
  parameters:
    repos:
      - "${repository}"
`;
const constraints = (isAllowed: boolean): string => `apiVersion: security.openshift.io/v1
kind: SecurityContextConstraints
metadata:
  name: team-a
allowPrivilegedContainer: ${String(isAllowed)}
`;
const probe = (command: string): string =>
  podWith(`image: nginx:1.27.3\nlivenessProbe:\n  exec:\n    command: ["${command}"]`);

/** Rules about other systems in the cluster: sec-tiller, sec-scc-privileged, sec-gatekeeper-open-reference, sec-exec-probe-shell. */
export const otherSystems: readonly ManifestRule[] = [
  {
    id: 'sec-tiller',
    on: 'container',
    kinds: 'pods',
    severity: 'warning',
    aliases: ['trivy/KSV-0102', 'kyverno/disallow-helm-tiller'],
    check(container, report) {
      const value = container.image?.repository.endsWith('/tiller') === true ? container.at('image') : undefined;
      if (value)
        report.at(value.span, t('Tiller of Helm 2 has rights on the whole cluster and asks nobody who he is.'));
    },
    page: () => ({
      what: 'A container runs Tiller, the server of Helm 2.',
      why: 'Whoever reaches its port installs anything. Helm 3 needs no server, and Helm 2 gets no repairs since 2020.',
      source: 'Helm documentation, Migrating Helm v2 to v3.',
      bad: podWith('image: ghcr.io/helm/tiller:v2.17.0'),
      good: podWith('image: nginx:1.27.3'),
    }),
  },
  {
    id: 'sec-scc-privileged',
    on: 'object',
    groupKinds: ['security.openshift.io/SecurityContextConstraints'],
    kinds: 'SecurityContextConstraints',
    severity: 'warning',
    aliases: ['kube-linter/scc-deny-privileged-container'],
    fix: 'choice',
    check(object, report) {
      const value = object.at('allowPrivilegedContainer');
      if (value?.boolean === true)
        report.at(value.span, t('Lets pods be privileged.'), {
          fixes: () => choiceFix(t('Set it to {0}', 'false'), replaceValue(value, 'false')),
        });
    },
    page: () => ({
      what: '`allowPrivilegedContainer` of SecurityContextConstraints is true.',
      why: 'Every account that may use the constraints can start a container that owns its node.',
      source: 'OpenShift documentation, Managing security context constraints.',
      bad: constraints(true),
      good: constraints(false),
    }),
  },
  {
    id: 'sec-gatekeeper-open-reference',
    on: 'object',
    groupKinds: ['constraints.gatekeeper.sh/K8sAllowedRepos'],
    kinds: 'K8sAllowedRepos',
    severity: 'warning',
    aliases: ['trivy/KSV-0124'],
    fix: 'choice',
    check(object, report) {
      for (const value of object.at('spec', 'parameters', 'repos')?.items() ?? []) {
        const { text } = value;
        if (text === undefined || text === '' || /[/:@]$/.test(text) || /[:@][^/]*$/.test(text)) continue;
        report.at(value.span, t('“{0}” is a prefix: it also allows repositories whose names go on after it.', text), {
          fixes: () => choiceFix(t('Add {0}', '/'), replaceValue(value, `"${text}/"`)),
        });
      }
    },
    page: () => ({
      what: 'An allowed repository of a Gatekeeper constraint does not end with `/`.',
      why: 'The text is compared as a prefix: `registry.example.com/team` also allows `registry.example.com/team-of-somebody`.',
      source: 'Gatekeeper library, allowedrepos.',
      bad: constraint('registry.example.com/team'),
      good: constraint('registry.example.com/team/'),
    }),
  },
  {
    id: 'sec-exec-probe-shell',
    on: 'container',
    kinds: 'pods',
    severity: 'hint',
    isOff: true,
    aliases: ['kyverno/deny-commands-in-exec-probe'],
    check(container, report, context) {
      for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        const value = container.at(kind, 'exec', 'command', 0);
        const { text } = value ?? {};
        if (!value || text === undefined) continue;
        const program = text.slice(text.lastIndexOf('/') + 1);
        if (wordsOption(context, 'sec-exec-probe-shell', 'commands', ['jcmd', 'ps', 'ls']).includes(program))
          report.at(value.span, t('The command “{0}” is not allowed in a probe here.', program));
      }
    },
    page: () => ({
      what: 'A probe runs a command that the option `commands` of this rule names (`jcmd`, `ps` and `ls` unless it is set).',
      why: 'Some commands are slow or leave processes behind, and a probe runs them every few seconds for ever.',
      source: 'The configuration of the project.',
      bad: probe('ps'),
      good: probe('/healthy'),
    }),
  },
];
