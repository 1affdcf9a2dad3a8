/** A file of a run that is shown beside those of other runs. */
export interface RunPicture {
  readonly runId: string;
  /** As the tracker names it. */
  readonly path: string;
  /** 0 where the name says none. */
  readonly step: number;
}

/** What several runs, or one at several steps, have under one name. */
export interface PictureSeries {
  readonly title: string;
  readonly kind: 'image' | 'matrix';
  /** By step; of two of one run at one step the newer one is the last. */
  readonly files: readonly RunPicture[];
}

/** A file among the artifacts of a run. */
export interface RunFile {
  readonly runId: string;
  readonly path: string;
  /** Bytes. */
  readonly size?: number;
}

/** Larger pictures are no help at the size they are shown in, and a page holds several as text. */
export const MOST_IMAGE_BYTES = 5_000_000;
/** A matrix of 500 classes as JSON has less. */
export const MOST_MATRIX_BYTES = 2_000_000;
/** Names that are still looked through. */
const MOST_SERIES = 60;

/**
 * What `log_image` of MLflow writes: `images/<key>+step+<n>+timestamp+<ms>+<id>.png`, and a smaller copy that ends in `+compressed.webp`. MLflow 2 writes `%` for
 * `+`; slashes of the key are `~`, formerly `#` (mlflow/tracking/client.py of 2.17 and 3.18).
 */
const LOGGED = /^images\/(.+?)[+%]step[+%](-?\d+)[+%]timestamp[+%](\d+)[+%][\w-]+?([+%]compressed)?\.\w+$/;
const IMAGE = /\.(?:png|jpe?g|gif|webp|bmp|svg)$/i;
const MATRIX = /(?:confusion|conf_?mat)[^/]*\.(?:json|csv)$/i;
/** A step at the end of a name: `pred_epoch_12`, `samples-000400`, `step3`. */
const STEP = /^(.*?)(?:(?:^|[-_. /])(?:step|epoch|iter(?:ation)?)?[-_= ]?)(\d{1,12})$/i;

interface Found extends RunPicture {
  readonly title: string;
  readonly kind: PictureSeries['kind'];
  /** Milliseconds since 1970, where the name says it. */
  readonly time: number;
}

/** Pictures and confusion matrices among the files of runs, by name; what has steps in its names is one. */
export function pictureSeries(files: readonly RunFile[]): readonly PictureSeries[] {
  const series = new Map<string, { readonly title: string; readonly kind: PictureSeries['kind']; files: Found[] }>();
  const all = files.flatMap((file) => found(file) ?? []);
  const shown = all.filter((file) => !hasBetter(file, all));
  for (const file of shown) {
    const key = `${file.kind} ${file.title}`;
    const known = series.get(key);
    if (known) known.files.push(file);
    else series.set(key, { title: file.title, kind: file.kind, files: [file] });
  }
  return [...series.values()]
    .sort((a, b) => Number(a.kind === 'image') - Number(b.kind === 'image') || (a.title < b.title ? -1 : 1))
    .slice(0, MOST_SERIES)
    .map(({ title, kind, files: unsorted }) => ({
      title,
      kind,
      files: unsorted
        .sort((a, b) => a.step - b.step || a.time - b.time)
        .map(({ runId, path, step }) => ({ runId, path, step })),
    }));
}

function found({ runId, path, size = 0 }: RunFile): Found | undefined {
  const kind = IMAGE.test(path) ? 'image' : MATRIX.test(path) ? 'matrix' : undefined;
  if (!kind || size > (kind === 'image' ? MOST_IMAGE_BYTES : MOST_MATRIX_BYTES)) return undefined;
  const [, key, step, time] = LOGGED.exec(path) ?? [];
  if (key !== undefined)
    return { runId, path, kind, title: key.replaceAll(/[~#]/g, '/'), step: Number(step), time: Number(time) };
  const stem = path.replace(/\.\w+$/, '');
  const [, name = stem, number = '0'] = STEP.exec(stem) ?? [];
  return { runId, path, kind, title: name === '' ? 'images' : name, step: Number(number), time: 0 };
}

/** The small copy of a picture that is there in full. */
function hasBetter({ runId, path }: Found, all: readonly Found[]): boolean {
  const [compressed] = /[+%]compressed\.webp$/.exec(path) ?? [];
  if (compressed === undefined) return false;
  const full = `${path.slice(0, -compressed.length)}.`;
  return all.some((other) => other.runId === runId && other.path !== path && other.path.startsWith(full));
}
