import { t } from '../../../../domain/base/text.ts';
import { replaceValue } from '../../../lint/fixes/replaceValue.ts';
import type { YamlValue } from '../../../yaml/yamlValue.ts';
import { eachMap } from './eachMap.ts';
import { fieldOf, type Path, type RowCheck } from './rowCheck.ts';

export interface NotAbove {
  /** What the upper field is when nobody writes it; without it nothing is said then. */
  readonly highByDefault?: number;
  /** A number of the upper field that means no limit. */
  readonly unlimited?: number;
  /** Equal numbers are wrong too. */
  readonly isStrict?: true;
}

/** A number that is not above another one, below every map at `path`. */
export function notAbove(path: Path, low: string, high: string, options: NotAbove = {}): RowCheck {
  const each = eachMap(path, [low]);
  return {
    hasFix: true,
    run: (object, report) =>
      each(object, (map) => {
        const lower = fieldOf(map, low);
        const upper = fieldOf(map, high);
        const [less, more] = [numberOf(lower), upper ? numberOf(upper) : options.highByDefault];
        if (!lower || less === undefined || more === undefined || more === options.unlimited) return;
        if (options.isStrict ? less < more : less <= more) return;
        report.at(lower.span, t('“{0}” is {1}, and “{2}” is {3}.', low, less, high, more), {
          fixes: () => {
            if (!upper) return [];
            const edits = [replaceValue(lower, sourceOf(upper)), replaceValue(upper, sourceOf(lower))];
            return less === more ? [] : [{ title: t('Swap them'), edits, isSafe: false }];
          },
        });
      }),
  };
}

/** Parameters of searches are numbers in quotes. */
function numberOf(value: YamlValue | undefined): number | undefined {
  if (!value) return undefined;
  const text = value.text;
  return (
    value.number ??
    (text !== undefined && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined)
  );
}

function sourceOf(value: YamlValue): string {
  return value.tree.source(value.target);
}
