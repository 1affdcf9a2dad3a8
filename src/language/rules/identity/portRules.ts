import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { Fix } from '../../lint/finding.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { appendItem } from '../../lint/fixes/appendItem.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Container } from '../../manifest/container.ts';
import { hasPlaceholder } from '../../manifest/hasPlaceholder.ts';
import { isPortName } from '../../manifest/kubernetesName.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
/** The operator of these merges containers with those of a runtime, ports included. */
const MERGED = 'serving.kserve.io';

/** The ports that probes of a container ask. */
function* probePorts(container: Container): Iterable<YamlValue> {
  for (const probe of PROBES) {
    const value = container.at(probe);
    if (!value) continue;
    for (const kind of ['httpGet', 'tcpSocket', 'grpc']) {
      const port = value.at(kind, 'port');
      if (port) yield port;
    }
  }
}

/** Its ports; undefined when one of them is not known. */
function portsOf(container: Container): readonly YamlValue[] | undefined {
  const list = container.at('ports');
  if (!list || list.isNull) return [];
  const ports = Array.from(list.items());
  return list.isList && ports.every((port) => port.isMap) ? ports : undefined;
}

function declare(container: Container, lines: string): readonly Fix[] {
  const list = container.at('ports');
  return choiceFix(t('Declare the port'), list && appendItem(list, lines));
}

const PORTS = 'image: nginx:1.27.3\nports:\n  - name: http\n    containerPort: 8080\n';
const probe = (port: string): string =>
  deploymentWith(`${PORTS}readinessProbe:\n  httpGet:\n    path: /\n    port: ${port}`);

/** ref-port-name, ref-probe-port, container-port-invalid, container-port-duplicate */
export const portRules: readonly ManifestRule[] = [
  {
    id: 'ref-port-name',
    on: 'container',
    kinds: 'pods',
    severity: 'error',
    isAboutAbsence: true,
    aliases: ['kube-linter/liveness-port', 'kube-linter/readiness-port', 'kube-linter/startup-port'],
    fix: 'choice',
    check(container, report) {
      for (const value of probePorts(container)) {
        const name = value.string;
        if (name === undefined || hasPlaceholder(name) || container.pod.object.group === MERGED) continue;
        const ports = portsOf(container);
        if (!ports || ports.some((port) => port.at('name')?.text === name || port.at('name')?.isMasked === true))
          continue;
        const isNumber = /^\d+$/.test(name);
        const message = isNumber
          ? t('“{0}” in quotes is the name of a port, not its number.', name)
          : t('The container has no port named “{0}”.', name);
        report.at(value.span, message, {
          fixes: () => {
            const only = ports.length === 1 ? ports[0]?.at('name')?.text : undefined;
            const better = isNumber ? name : only;
            return better === undefined ? [] : choiceFix(t('Set it to {0}', better), replaceValue(value, better));
          },
        });
      }
    },
    page: () => ({
      what: 'A probe asks a port by a name that the container does not declare.',
      why: 'The kubelet cannot find the port, so the probe fails always: the pod never becomes ready or is restarted again and again.',
      source: 'Kubernetes, pkg/probe (ResolveContainerPort).',
      bad: probe('web'),
      good: probe('http'),
    }),
  },
  {
    id: 'ref-probe-port',
    on: 'container',
    kinds: 'pods',
    // Programs may listen at ports that they do not list: controllers do so with their ports of health.
    severity: 'hint',
    isAboutAbsence: true,
    aliases: ['kube-linter/liveness-port', 'kube-linter/readiness-port', 'kube-linter/startup-port'],
    fix: 'choice',
    check(container, report) {
      for (const value of probePorts(container)) {
        const { number } = value;
        const ports = number === undefined || container.pod.object.group === MERGED ? undefined : portsOf(container);
        // Ports are for people where none is declared; a list that lacks one is a slip.
        if (number === undefined || !ports || ports.length === 0) continue;
        if (ports.some((port) => (port.at('containerPort')?.number ?? number) === number)) continue;
        report.at(value.span, t('The container declares other ports, not {0}.', String(number)), {
          fixes: () => declare(container, `containerPort: ${String(number)}`),
        });
      }
    },
    page: () => ({
      what: 'A probe asks a port that is not in the ports of the container, which lists others.',
      why: 'Mostly the port was changed in one place only, and then the probe fails always.',
      source: 'Kubernetes API reference, ContainerPort (the list is informational).',
      bad: probe('8081'),
      good: probe('8080'),
    }),
  },
  {
    id: 'container-port-invalid',
    on: 'container',
    kinds: 'pods',
    severity: 'error',
    aliases: ['kube-linter/invalid-target-ports', 'kube-score/container-ports-check'],
    check(container, report) {
      const ports = container.at('ports');
      if (!ports) return;
      const names = new Set<string>();
      for (const port of ports.items()) {
        const value = port.at('name');
        const name = value?.string;
        if (!value || name === undefined || hasPlaceholder(name)) continue;
        if (!isPortName(name))
          report.at(value.span, t('“{0}” is no name of a port: at most 15 lower-case letters, digits and “-”.', name));
        else if (names.has(name) && !container.pod.object.isTemplated)
          report.at(value.span, t('Two ports of the container are named “{0}”.', name));
        names.add(name);
      }
    },
    page: () => ({
      what: 'Two ports of a container have one name, or the name of a port is not allowed.',
      why: 'The API server rejects the pod.',
      source: 'Kubernetes, pkg/apis/core/validation (container ports); RFC 6335, 5.1.',
      bad: deploymentWith('image: nginx:1.27.3\nports:\n  - name: prometheus-metrics\n    containerPort: 8080'),
      good: deploymentWith('image: nginx:1.27.3\nports:\n  - name: metrics\n    containerPort: 8080'),
    }),
  },
  {
    id: 'container-port-duplicate',
    on: 'container',
    kinds: 'pods',
    severity: 'warning',
    aliases: ['kube-score/container-ports-check'],
    check(container, report) {
      if (!container.at('ports', 1) || container.pod.object.isTemplated) return;
      const seen = new Set<string>();
      for (const port of container.at('ports')?.items() ?? []) {
        const value = port.at('containerPort');
        const protocol = port.at('protocol');
        if (value?.number === undefined || protocol?.isMasked === true) continue;
        const key = `${String(value.number)}/${protocol?.text ?? 'TCP'}`;
        if (seen.has(key)) report.at(value.span, t('Port {0} is declared twice.', key));
        seen.add(key);
      }
    },
    page: () => ({
      what: 'A container declares one port and protocol twice.',
      why: 'The second entry means nothing: two names for one port hide that one of them was meant to be another.',
      source: 'Kubernetes, pkg/api/pod (warnings): duplicate port definition.',
      bad: deploymentWith(`${PORTS}  - name: web\n    containerPort: 8080`),
      good: deploymentWith(`${PORTS}  - name: web\n    containerPort: 8081`),
    }),
  },
];
