import { t } from '../../../domain/base/text.ts';
import { snippetFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** The specs of the claims of an object: of a claim itself, or of the templates of a StatefulSet. */
function* claimSpecs(object: ManifestObject): Iterable<YamlValue> {
  if (object.groupKind === '/PersistentVolumeClaim') {
    const spec = object.at('spec');
    if (spec?.isMap === true) yield spec;
    return;
  }
  for (const template of object.at('spec', 'volumeClaimTemplates')?.items() ?? []) {
    const spec = template.at('spec');
    if (spec?.isMap === true) yield spec;
  }
}

function setWith(claim: string): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: store
  namespace: team-a
spec:
  serviceName: store
  selector:
    matchLabels:
      app: store
  template:
    metadata:
      labels:
        app: store
    spec:
      containers:
        - name: store
          image: nginx:1.27.3
          volumeMounts:
            - name: data
              mountPath: /data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
${claim}
`;
}

const SIZE = '        resources:\n          requests:\n            storage: 10Gi';

/** sts-claim-storage-request, sts-claim-access-mode */
export const stsClaims: readonly ManifestRule[] = [
  {
    id: 'sts-claim-storage-request',
    on: 'object',
    groupKinds: ['apps/StatefulSet', '/PersistentVolumeClaim'],
    kinds: 'StatefulSet, PersistentVolumeClaim',
    severity: 'error',
    isAboutAbsence: true,
    aliases: ['kubesec/VolumeClaimRequestsStorage'],
    fix: 'choice',
    check(object, report) {
      for (const spec of claimSpecs(object)) {
        if (lookUp(spec, ['resources', 'requests', 'storage'])) continue;
        report.at(spec.headSpan, t('A claim must say how much storage it wants.'), {
          fixes: () =>
            snippetFix(t('Add {0}', 'storage'), insertUnder(spec, ['resources', 'requests'], 'storage: ${1:10Gi}')),
        });
      }
    },
    page: () => ({
      what: 'A claim, or a claim template of a StatefulSet, has no `resources.requests.storage`.',
      why: 'The API server rejects it.',
      source: 'Kubernetes, pkg/apis/core/validation (persistent volume claim).',
      bad: setWith('        accessModes:\n          - ReadWriteOnce'),
      good: setWith(`        accessModes:\n          - ReadWriteOnce\n${SIZE}`),
    }),
  },
  {
    id: 'sts-claim-access-mode',
    on: 'object',
    groupKinds: ['apps/StatefulSet'],
    kinds: 'StatefulSet',
    severity: 'hint',
    aliases: ['kubesec/VolumeClaimAccessModeReadWriteOnce'],
    check(object, report) {
      for (const spec of claimSpecs(object)) {
        const modes = spec.at('accessModes');
        if (modes?.isList !== true) continue;
        const texts = Array.from(modes.items(), ({ text }) => text);
        if (texts.some((text) => text === undefined || text.startsWith('ReadWriteOnce'))) continue;
        report.at(modes.headSpan, t('Each pod gets a claim of its own: ReadWriteOnce is enough and works everywhere.'));
      }
    },
    page: () => ({
      what: 'A claim template of a StatefulSet has no access mode `ReadWriteOnce`.',
      why: 'Every pod of the set has its own claim. Modes for several nodes need special storage, and without it the pods stay pending.',
      source: 'Kubernetes documentation, StatefulSets: Stable Storage.',
      bad: setWith(`        accessModes:\n          - ReadWriteMany\n${SIZE}`),
      good: setWith(`        accessModes:\n          - ReadWriteOnce\n${SIZE}`),
    }),
  },
];
