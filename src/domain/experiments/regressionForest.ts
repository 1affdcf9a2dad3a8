/** A feature in few steps: which of them each row has. Names split by "is this one", numbers by "at most". */
export interface ForestColumn {
  readonly isNumeric: boolean;
  readonly codes: Uint8Array;
  readonly bins: number;
}

/** The code of a row without a value: it never passes a split. */
const NONE = 255;
/** Steps of a number. More find no better split in the hundreds of runs that there are, and cost as much more. */
const MOST_BINS = 32;

/** Leaves have a value, the others a column of which rows with this code, or one up to it, go to `yes`. */
export type Tree = { readonly value: number } | Split;

interface Split {
  readonly column: number;
  readonly code: number;
  readonly yes: Tree;
  readonly no: Tree;
}

/** A tree, the rows that it was not grown from, and random numbers of its own. */
export interface GrownTree {
  readonly tree: Tree;
  readonly left: readonly number[];
  readonly random: () => number;
}

const DEEPEST = 12;
/** Rows of a leaf: with one alone a tree learns noise by heart. */
const LEAF = 2;

/** NaN where a row has no value; names are positions. */
export function forestColumn(values: Float64Array, isNumeric: boolean): ForestColumn {
  const known = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const bins = Math.min(known.length, isNumeric ? MOST_BINS : NONE);
  // Ends of equally filled steps of the values that there are; of names each is one.
  const ends = Array.from({ length: bins }, (_, at) => known[Math.ceil(((at + 1) * known.length) / bins) - 1] ?? 0);
  const codeOf = (value: number) => {
    const code = ends.findIndex((end) => value <= end);
    return code < 0 ? NONE : code;
  };
  return { isNumeric, bins, codes: Uint8Array.from(values, codeOf) };
}

/** Trees grown each from a draw of the rows with replacement. The same rows give the same forest. */
export function growForest(
  columns: readonly ForestColumn[],
  target: Float64Array,
  trees: number,
): readonly GrownTree[] {
  return Array.from({ length: trees }, (_, number) => {
    const random = randomFrom(number + 1);
    const drawn = Int32Array.from(target, () => Math.floor(random() * target.length));
    const seen = new Set(drawn);
    const left = [...target.keys()].filter((row) => !seen.has(row));
    return { tree: grow({ columns, target }, drawn, 0), left, random };
  });
}

/** What a tree says of a row, with another code in one of the columns where wanted. */
export function predictTree(
  tree: Tree,
  columns: readonly ForestColumn[],
  row: number,
  instead?: { readonly column: number; readonly code: number },
): number {
  let node = tree;
  while (!('value' in node)) {
    const column = columns[node.column];
    const code = instead?.column === node.column ? instead.code : (column?.codes[row] ?? NONE);
    node = passes(column?.isNumeric === true, code, node.code) ? node.yes : node.no;
  }
  return node.value;
}

function passes(isNumeric: boolean, code: number, wanted: number): boolean {
  return isNumeric ? code <= wanted : code === wanted;
}

interface Data {
  readonly columns: readonly ForestColumn[];
  readonly target: Float64Array;
}

function grow(data: Data, rows: Int32Array, depth: number): Tree {
  const total = sumOf(rows, data.target);
  const leaf = { value: total / Math.max(1, rows.length) };
  if (rows.length < LEAF * 2 || depth >= DEEPEST) return leaf;
  const best = bestSplit(data, rows, total);
  if (!best) return leaf;
  const { column, code } = best;
  const one = data.columns[column];
  const isYes = (row: number) => passes(one?.isNumeric === true, one?.codes[row] ?? NONE, code);
  const yes = rows.filter(isYes);
  const no = rows.filter((row) => !isYes(row));
  return { column, code, yes: grow(data, yes, depth + 1), no: grow(data, no, depth + 1) };
}

/** The split after which the values of both sides are nearest to their means. */
function bestSplit(
  { columns, target }: Data,
  rows: Int32Array,
  total: number,
): { readonly column: number; readonly code: number } | undefined {
  let best: { readonly column: number; readonly code: number } | undefined;
  let most = (total * total) / rows.length + 1e-12;
  for (const [column, { isNumeric, codes, bins }] of columns.entries()) {
    const counts = new Float64Array(256);
    const sums = new Float64Array(256);
    for (const row of rows) {
      const code = codes[row] ?? NONE;
      counts[code] = (counts[code] ?? 0) + 1;
      sums[code] = (sums[code] ?? 0) + (target[row] ?? 0);
    }
    let [count, sum] = [0, 0];
    for (let code = 0; code < bins; code++) {
      count = (isNumeric ? count : 0) + (counts[code] ?? 0);
      sum = (isNumeric ? sum : 0) + (sums[code] ?? 0);
      const rest = rows.length - count;
      if (count < LEAF || rest < LEAF) continue;
      // The squares around the means are least where this is greatest.
      const gain = (sum * sum) / count + ((total - sum) * (total - sum)) / rest;
      if (gain <= most) continue;
      most = gain;
      best = { column, code };
    }
  }
  return best;
}

function sumOf(rows: Int32Array, target: Float64Array): number {
  let sum = 0;
  for (const row of rows) sum += target[row] ?? 0;
  return sum;
}

/** Numbers from 0 to 1 that are the same for a seed: a linear congruence (Numerical Recipes), good enough to draw rows. */
function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
