import type { Container } from '../../manifest/container.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

const CHECKPOINTS = /(?:^|[/_-])(?:ckpts?|checkpoints?)\/?$/i;

/** The mounts of a container whose folder is named as one for checkpoints. */
export function checkpointMounts(container: Container): readonly YamlValue[] {
  if (!container.at('volumeMounts')) return [];
  return container.mounts.filter((mount) => CHECKPOINTS.test(mount.at('mountPath')?.text ?? ''));
}
