const BLOCKS = '▁▂▃▄▅▆▇█';
/** As many characters as fit into a row of a narrow sidebar. */
const WIDTH = 16;

/** The values as a row of blocks, oldest first; the lowest is ▁. Fewer than two finite values have no shape and give ''. */
export function sparkline(values: readonly number[], width = WIDTH): string {
  const finite = thin(
    values.filter((value) => Number.isFinite(value)),
    width,
  );
  if (finite.length < 2) return '';
  const least = Math.min(...finite);
  const span = Math.max(...finite) - least;
  return finite
    .map((value) => BLOCKS[span === 0 ? 3 : Math.min(7, Math.floor(((value - least) / span) * 8))] ?? '')
    .join('');
}

/** Means of equal groups, so that the whole run stays in view. */
function thin(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, index) => {
    const group = values.slice(
      Math.floor((index * values.length) / width),
      Math.floor(((index + 1) * values.length) / width),
    );
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
}
