import { t } from '../../domain/base/text.ts';

/** The first names, and how many more there are. */
export function shortList(names: readonly string[], most: number): readonly string[] {
  return names.length <= most ? names : [...names.slice(0, most), t('… and {0} more', names.length - most)];
}

/** What is lost for good when objects of these kinds are deleted: more than can be applied again. */
export function lossesWith(kinds: Iterable<unknown>): readonly string[] {
  const all = new Set(kinds);
  const losses = [
    all.has('Namespace') ? t('Everything in the namespace is lost for good.') : undefined,
    all.has('CustomResourceDefinition') ? t('All objects of the defined kind are lost for good.') : undefined,
    all.has('PersistentVolumeClaim')
      ? t('The data of a claim is lost for good, unless its volume is kept by the storage class.')
      : undefined,
  ];
  return losses.filter((loss) => loss !== undefined);
}
