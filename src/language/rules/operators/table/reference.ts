import { t } from '../../../../domain/base/text.ts';
import { nearestName } from '../../../../domain/deploy/nearestName.ts';
import { choiceFix } from '../../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../../lint/fixes/replaceValue.ts';
import { eachAt } from '../../../manifest/eachAt.ts';
import type { ManifestObject } from '../../../manifest/manifestObject.ts';
import { KeyPath } from '../../../yaml/keyPath.ts';
import type { Path, RowCheck } from './rowCheck.ts';

/** Every text at `from` is one of those at `to`. Silent where a name is not known, or where there is none at all. */
export function reference(from: Path, to: Path): RowCheck {
  const [source, target] = [new KeyPath(from), new KeyPath(to)];
  return {
    hasFix: true,
    run: (object, report) => {
      let names: ReadonlySet<string> | undefined | null = null;
      eachAt(object.root, source, (value) => {
        const { text } = value;
        if (text === undefined) return;
        if (names === null) names = namesAt(object, target);
        if (!names || names.has(text)) return;
        const known = Array.from(names);
        report.at(value.span, t('Nothing is named “{0}” here; there are {1}.', text, known.join(', ')), {
          fixes: () => {
            const near = nearestName(text, known) ?? (known.length === 1 ? known[0] : undefined);
            return near === undefined ? [] : choiceFix(t('Change to “{0}”', near), replaceValue(value, near));
          },
        });
      });
    },
  };
}

/** The texts at a path; undefined where one of them is not known or where there are none. */
export function namesAt(object: ManifestObject, path: KeyPath): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  let isKnown = true;
  eachAt(object.root, path, (value) => {
    if (value.text === undefined) isKnown = false;
    else names.add(value.text);
  });
  return isKnown && names.size > 0 ? names : undefined;
}
