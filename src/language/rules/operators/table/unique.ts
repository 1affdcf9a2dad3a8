import { t } from '../../../../domain/base/text.ts';
import type { Span } from '../../../../domain/deploy/specNode.ts';
import { eachAt } from '../../../manifest/eachAt.ts';
import { KeyPath } from '../../../yaml/keyPath.ts';
import type { Path, RowCheck } from './rowCheck.ts';

/** Texts that stand once: `of` below the items of each list at `path` (`''`: the items themselves). */
export function unique(path: Path, of: Path): RowCheck {
  const inner = new KeyPath(['*', ...new KeyPath(of).keys]);
  const lists = new KeyPath(path, inner.keys.slice(1));
  return {
    run: (object, report) =>
      eachAt(object.root, lists, (list) => {
        const seen = new Map<string, Span>();
        eachAt(list, inner, (value) => {
          const { text } = value;
          if (text === undefined) return;
          const first = seen.get(text);
          if (!first) seen.set(text, value.span);
          else {
            report.at(value.span, t('“{0}” is used twice.', text), {
              related: [{ ...first, message: t('The first one') }],
            });
          }
        });
      }),
  };
}
