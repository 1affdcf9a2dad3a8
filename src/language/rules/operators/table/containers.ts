import { t } from '../../../../domain/base/text.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../../lint/fixes/replaceValue.ts';
import { eachAt } from '../../../manifest/eachAt.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { KeyPath } from '../../../yaml/keyPath.ts';
import { fieldOf, type Path, type RowCheck } from './rowCheck.ts';

/** A container of that name in every list of containers at `path`. */
export function containerNamed(path: Path, name: string): RowCheck {
  const lists = new KeyPath(path);
  return {
    hasFix: true,
    isAboutAbsence: true,
    run: (object, report) =>
      eachAt(object.root, lists, (list) => {
        if (!list.isList) return;
        const names = Array.from(list.items(), (item) => item.at('name'));
        if (names.length === 0 || names.some((each) => each?.text === name || each?.isMasked === true)) return;
        const [only] = names;
        report.at(only?.span ?? list.headSpan, t('No container is named “{0}”, which the operator looks for.', name), {
          fixes: () =>
            names.length === 1 && only ? choiceFix(t('Rename it to “{0}”', name), replaceValue(only, name)) : [],
        });
      }),
  };
}

/** An image in every container of the lists at `path`. */
export function containerImages(path: Path): RowCheck {
  const containers = new KeyPath([...new KeyPath(path).keys, '*']);
  return {
    isAboutAbsence: true,
    run: (object, report) =>
      eachAt(object.root, containers, (container) => {
        const image = fieldOf(container, 'image');
        if (!container.isMap || (image && image.text !== '')) return;
        report.at(container.at('name')?.span ?? container.headSpan, t('The container has no image.'));
      }),
  };
}

/** Variables that the operator sets itself, in the containers of the lists (or the maps with `env`) at `path`. */
export function reservedEnv(path: Path, isReserved: (name: string) => boolean): RowCheck {
  const entries = new KeyPath([...new KeyPath(path).keys, 'env', '*']);
  return {
    hasFix: true,
    run: (object, report) =>
      eachAt(object.root, entries, (entry: YamlValue) => {
        const name = entry.at('name');
        if (name?.text === undefined || !isReserved(name.text)) return;
        report.at(name.span, t('The operator sets “{0}” itself.', name.text), {
          fixes: () => choiceFix(t('Remove the variable'), removeEntry(entry)),
        });
      }),
  };
}
