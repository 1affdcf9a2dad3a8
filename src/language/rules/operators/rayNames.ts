import { t } from '../../../domain/base/text.ts';
import type { RulePage } from '../../lint/rule.ts';
import { rayPage, REFUSED } from './rayShared.ts';
import { nameSpan } from './table/custom.ts';
import type { RowCheck } from './table/rowCheck.ts';
import { isPlaceholder } from './table/textForm.ts';

/** Pods, Services and jobs of an object have its name and an ending, within 63 characters. */
const LONGEST: Readonly<Record<string, number>> = { RayCluster: 53, RayJob: 47, RayService: 47, RayCronJob: 36 };

/** ray-name-length */
export const rayNameLength: RowCheck = {
  run: (object, report) => {
    const max = LONGEST[object.kind ?? ''];
    const { name } = object;
    if (name === undefined || max === undefined || name.length <= max || isPlaceholder(name)) return;
    report.at(nameSpan(object), t('“{0}” has {1} characters; {2} are allowed.', name, name.length, max));
  },
};

export function namePage(): RulePage {
  const long = `name: ${'ray'.repeat(18)}`;
  return rayPage('The name of a Ray object is too long for the names made of it.', REFUSED, [
    'name: ray\n',
    `${long}\n`,
  ]);
}
