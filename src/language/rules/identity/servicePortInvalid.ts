import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Report } from '../../lint/rule.ts';
import { hasPlaceholder } from '../../manifest/hasPlaceholder.ts';
import { isName, isPortName, LONGEST_LABEL } from '../../manifest/kubernetesName.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: team-a
spec:
  selector:
    app: web
  ports:
${ports}
`;

/** service-port-invalid */
export const servicePortInvalid: ManifestRule = {
  id: 'service-port-invalid',
  on: 'object',
  groupKinds: ['/Service'],
  kinds: 'Service',
  severity: 'error',
  aliases: ['kube-linter/invalid-target-ports'],
  check(object, report) {
    const ports = object.at('spec', 'ports');
    if (!ports?.isList) return;
    for (const port of ports.items()) checkTarget(port, report);
    // In a template, one of two may stand in for the other.
    if (ports.at(1) && !object.isTemplated) checkSeveral(Array.from(ports.items()), report);
  },
  page: () => ({
    what: 'A Service has several ports and one without a name, two ports of one name or of one number and protocol, or a name that is not allowed.',
    why: 'The API server rejects it.',
    source: 'Kubernetes, pkg/apis/core/validation (service ports).',
    bad: service('    - port: 80\n    - port: 443'),
    good: service('    - name: http\n      port: 80\n    - name: https\n      port: 443'),
  }),
};

/** The name of a port of the pods. */
function checkTarget(port: YamlValue, report: Report): void {
  const value = port.at('targetPort');
  const name = value?.string;
  if (value && name !== undefined && name !== '' && !isPortName(name) && !hasPlaceholder(name))
    report.at(value.span, t('“{0}” is no name of a port: at most 15 lower-case letters, digits and “-”.', name));
}

function checkSeveral(ports: readonly YamlValue[], report: Report): void {
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const port of ports) {
    if (!port.isMap) continue;
    checkName(port, names, report);
    const number = port.at('port');
    const protocol = port.at('protocol');
    if (number?.number === undefined || (protocol && protocol.text === undefined)) continue;
    const key = `${String(number.number)}/${protocol?.text ?? 'TCP'}`;
    if (numbers.has(key)) report.at(number.span, t('Port {0} is offered twice.', key));
    numbers.add(key);
  }
}

function checkName(port: YamlValue, names: Set<string>, report: Report): void {
  const value = port.at('name');
  if (!value || value.isNull || value.text === '')
    report.at((value ?? port.at('port') ?? port).span, t('Of several ports each needs a name.'));
  const name = value?.string;
  if (!value || name === undefined || name === '' || hasPlaceholder(name)) return;
  if (name.length > LONGEST_LABEL || !isName(name, 'label'))
    report.at(value.span, t('“{0}” is no name of a port of a Service: lower-case letters, digits and “-”.', name));
  else if (names.has(name)) report.at(value.span, t('Two ports of the Service are named “{0}”.', name));
  names.add(name);
}
