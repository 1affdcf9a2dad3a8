import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { POD_SPEC_PATHS } from '../../manifest/builtinKinds.ts';
import type { Container } from '../../manifest/container.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** Names of volumes by which containers may mount them; undefined when one of them is not known. */
function volumeNames(pod: Pod): readonly string[] | undefined {
  const names: (string | undefined)[] = [];
  for (const volume of pod.spec.at('volumes')?.items() ?? []) names.push(volume.at('name')?.text);
  const claims =
    pod.object.groupKind === 'apps/StatefulSet' ? pod.object.at('spec', 'volumeClaimTemplates') : undefined;
  for (const claim of claims?.items() ?? []) names.push(claim.at('metadata', 'name')?.text);
  const volumes = pod.spec.at('volumes');
  const isKnown = (!volumes || volumes.isList || volumes.isNull) && !names.includes(undefined);
  return isKnown ? names.flatMap((name) => name ?? []) : undefined;
}

/** Mounts of file systems and of raw devices. */
function* mountsOf(container: Container): Iterable<YamlValue> {
  yield* container.mounts;
  const devices = container.at('volumeDevices');
  if (devices) yield* devices.items();
}

/** Names that containers mount; undefined when one of them is not known. */
function mountedNames(pod: Pod): ReadonlySet<string> | undefined {
  const names = new Set<string | undefined>();
  for (const container of pod.containers) {
    for (const list of [container.at('volumeMounts'), container.at('volumeDevices')]) {
      if (list && !list.isList && !list.isNull) return undefined;
      for (const mount of list?.items() ?? []) names.add(mount.at('name')?.text);
    }
  }
  return names.has(undefined) ? undefined : new Set(Array.from(names, (name) => name ?? ''));
}

/** Whether a name stands nowhere else; operators bring volumes of their own, so it is asked of kinds of Kubernetes only. */
function isClosed(pod: Pod): boolean {
  return POD_SPEC_PATHS.has(pod.object.groupKind);
}

const MOUNT = 'image: nginx:1.27.3\nvolumeMounts:\n  - name: data\n    mountPath: /data';
const VOLUME = 'volumes:\n  - name: data\n    emptyDir: {}';

/** ref-volume-mount, ref-volume-unused, ref-mountpath-duplicate */
export const volumeRules: readonly ManifestRule[] = [
  {
    id: 'ref-volume-mount',
    on: 'pod',
    kinds: 'pods',
    severity: 'error',
    isAboutAbsence: true,
    fix: 'choice',
    check(pod, report) {
      if (!isClosed(pod)) return;
      let names: readonly string[] | undefined;
      for (const container of pod.containers) {
        for (const mount of mountsOf(container)) {
          const value = mount.at('name');
          const name = value?.text;
          if (!value || name === undefined) continue;
          names ??= volumeNames(pod);
          if (!names) return;
          if (names.includes(name)) continue;
          const [only, ...others] = names;
          report.at(value.span, t('The pod has no volume “{0}”.', name), {
            fixes: () =>
              only !== undefined && others.length === 0
                ? choiceFix(t('Mount “{0}”', only), replaceValue(value, only))
                : [],
          });
        }
      }
    },
    page: () => ({
      what: 'A container mounts a volume that the pod does not declare.',
      why: 'The API server rejects the pod. For a workload it rejects the template.',
      source: 'Kubernetes, pkg/apis/core/validation (volume mounts).',
      bad: deploymentWith(MOUNT, VOLUME.replace('name: data', 'name: dataset')),
      good: deploymentWith(MOUNT, VOLUME),
    }),
  },
  {
    id: 'ref-volume-unused',
    on: 'pod',
    kinds: 'pods',
    severity: 'warning',
    isAboutAbsence: true,
    fix: 'choice',
    check(pod, report) {
      if (!isClosed(pod) || pod.spec.at('volumes', 0) === undefined) return;
      const used = mountedNames(pod);
      if (!used) return;
      for (const volume of pod.volumes) {
        const value = volume.at('name');
        if (value?.text === undefined || used.has(value.text)) continue;
        report.at(value.span, t('No container mounts the volume “{0}”.', value.text), {
          tag: 'unnecessary',
          fixes: () => choiceFix(t('Remove it'), removeEntry(volume)),
        });
      }
    },
    page: () => ({
      what: 'A volume of a pod is mounted by none of its containers.',
      why: 'A mount was forgotten, and the program writes into the container, where everything is lost when it ends. The pod waits for the volume all the same.',
      source: 'Kubernetes documentation, Volumes.',
      bad: deploymentWith('image: nginx:1.27.3', VOLUME),
      good: deploymentWith(MOUNT, VOLUME),
    }),
  },
  {
    id: 'ref-mountpath-duplicate',
    on: 'container',
    kinds: 'pods',
    severity: 'error',
    check(container, report) {
      // In a template, one of two may stand in for the other.
      if (!container.at('volumeMounts', 1) || container.pod.object.isTemplated) return;
      const seen = new Map<string, YamlValue>();
      for (const mount of container.mounts) {
        const value = mount.at('mountPath');
        const path = value?.text;
        if (!value || path === undefined) continue;
        const first = seen.get(path);
        if (first)
          report.at(value.span, t('Two volumes are mounted at “{0}”.', path), {
            related: [{ ...first.span, message: t('The first one') }],
          });
        else seen.set(path, value);
      }
    },
    page: () => ({
      what: 'Two mounts of a container have the same path.',
      why: 'The API server rejects the pod: one would hide the other.',
      source: 'Kubernetes, pkg/apis/core/validation (volume mounts): must be unique.',
      bad: deploymentWith(
        `${MOUNT}\n  - name: models\n    mountPath: /data`,
        `${VOLUME}\n  - name: models\n    emptyDir: {}`,
      ),
      good: deploymentWith(
        `${MOUNT}\n  - name: models\n    mountPath: /models`,
        `${VOLUME}\n  - name: models\n    emptyDir: {}`,
      ),
    }),
  },
];
