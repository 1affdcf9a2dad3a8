import { type Fields, fieldsIn, fieldsOf, listIn, textIn } from './fields.ts';

/** `secret/name` and `configmap/name` that the containers and volumes of a pod name without calling them optional. */
export function podNeeds(spec: Fields): readonly string[] {
  const needs = new Set<string>();
  const take = (kind: 'secret' | 'configmap', reference: Fields, field = 'name'): void => {
    const name = textIn(reference, field);
    if (name !== undefined && reference['optional'] !== true) needs.add(`${kind}/${name}`);
  };
  for (const volume of listIn(spec, 'volumes')) {
    take('secret', fieldsIn(volume, 'secret'), 'secretName');
    take('configmap', fieldsIn(volume, 'configMap'));
    for (const source of listIn(fieldsIn(volume, 'projected'), 'sources')) {
      take('secret', fieldsIn(source, 'secret'));
      take('configmap', fieldsIn(source, 'configMap'));
    }
  }
  for (const container of [...listIn(spec, 'initContainers'), ...listIn(spec, 'containers')]) {
    for (const variable of listIn(container, 'env')) {
      const from = fieldsIn(variable, 'valueFrom');
      take('secret', fieldsIn(from, 'secretKeyRef'));
      take('configmap', fieldsIn(from, 'configMapKeyRef'));
    }
    for (const from of listIn(container, 'envFrom')) {
      take('secret', fieldsIn(from, 'secretRef'));
      take('configmap', fieldsIn(from, 'configMapRef'));
    }
  }
  return [...needs];
}

/** Names of its claims; those of generic ephemeral volumes are made of the pod's name and the volume's. */
export function podClaims(spec: Fields, podName: string): readonly string[] {
  return listIn(spec, 'volumes').flatMap((volume) => {
    if (volume['ephemeral'] !== undefined) return [`${podName}-${textIn(volume, 'name') ?? ''}`];
    return textIn(fieldsOf(volume['persistentVolumeClaim']), 'claimName') ?? [];
  });
}
