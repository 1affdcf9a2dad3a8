import { fail, ok, type Result } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { plainLine } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import { fieldOf, listOf } from '../deploy/plainData.ts';

/** A chart as the user's helm finds it. */
export interface ChartSource {
  /** Absolute path of a folder, `repository/name` of one of the user's repositories, or `oci://registry/path/name`. */
  readonly chart: string;
  /** Absent: of a folder its only one, else the newest. */
  readonly version?: string;
}

/** A chart in a repository that the user has added. */
export interface FoundChart {
  /** `repository/name` */
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly description: string;
}

const NAME = /^[a-zA-Z0-9][\w.-]*\/[a-zA-Z0-9][\w.-]*$/;
const VERSION = /^v?\d[\w.+-]*$/;

export const isOci = (chart: string): boolean => chart.startsWith('oci://');
/** A folder of this machine has an absolute path, with or without a drive. */
export const isRemoteChart = (chart: string): boolean => isOci(chart) || NAME.test(chart);

/** All charts of the repositories, each with its newest version, as helm remembers them; it asks nobody. */
export const SEARCH_ARGS = ['search', 'repo', '--output=json'];
/** Asks the repositories what they have now. */
export const UPDATE_ARGS = ['repo', 'update'];

/** All versions of one chart, the newest first, and of others with similar names. */
export const versionsArgs = (name: string): readonly string[] => [...SEARCH_ARGS, '--versions', '--', name];

/** Reads what `helm search repo` prints. What has a strange name or version is left out: it could not be asked for. */
export function foundCharts(output: string): Result<readonly FoundChart[]> {
  const listed = parsedJson(output);
  if (!Array.isArray(listed)) {
    return fail({ code: 'invalid', message: t('What helm printed cannot be read as a list of charts.') });
  }
  return ok(
    listOf(listed).flatMap((one) => {
      const [name, version] = [textAt(one, 'name'), textAt(one, 'version')];
      if (!NAME.test(name) || !VERSION.test(version)) return [];
      const [appVersion, description] = [textAt(one, 'app_version'), textAt(one, 'description')];
      return [{ name, version, appVersion: plainLine(appVersion), description: plainLine(description) }];
    }),
  );
}

/** `oci://registry/path/name` and a version behind a colon. Undefined: it is no such address. */
export function ociChart(text: string): ChartSource | undefined {
  const [, chart, version] = /^(oci:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)+)(?::([\w.+-]+))?$/.exec(text.trim()) ?? [];
  if (chart === undefined) return undefined;
  return { chart, ...(version === undefined ? {} : { version }) };
}

/** What helm has to be told of a chart, besides its name. */
export function sourceArgs({ chart, version }: ChartSource): readonly string[] {
  // As engines do it: plain HTTP on this machine alone.
  const isPlain = /^oci:\/\/(?:localhost|127(?:\.\d+){3})(?::\d+)?\//.test(chart);
  return [...(version === undefined ? [] : [`--version=${version}`]), ...(isPlain ? ['--plain-http'] : [])];
}

/** What is wrong with single values as `--set` takes them; undefined: helm can read them. */
export function setProblem(text: string): string | undefined {
  if (text === '' || /^[^\s=,{}][^=]*=/.test(text)) return undefined;
  return t('Write name=value, several with commas: image.tag=2,replicas=3');
}

/** The last part, as a name of a release. */
export function chartName(chart: string): string {
  return chart.split(/[/\\]/).at(-1) ?? '';
}

function textAt(data: unknown, name: string): string {
  const value = fieldOf(data, name);
  return typeof value === 'string' ? value : '';
}
