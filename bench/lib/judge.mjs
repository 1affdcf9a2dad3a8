// @ts-check
/** @typedef {import('./types.ts').Goal} Goal */

/**
 * @param {Goal | undefined} goal
 * @param {{ours: number, ratio: number | null}} figures
 * @param {boolean} judged false when there were too few runs to decide.
 * @returns {{bound: string | null, ok: boolean | null}}
 */
export function judge(goal, figures, judged) {
  if (!goal) return { bound: null, ok: null };
  const { of, max, min } = goal;
  const bounds = [max === undefined ? [] : [`${of} <= ${max}`], min === undefined ? [] : [`${of} >= ${min}`]].flat();
  const figure = figures[of];
  const ok = judged && figure !== null ? figure <= (max ?? Infinity) && figure >= (min ?? -Infinity) : null;
  return { bound: bounds.join(', '), ok };
}
