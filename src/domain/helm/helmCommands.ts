import type { Failure } from '../base/failure.ts';
import { plainLine, plainText } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import { type ChartSource, sourceArgs } from './chartSource.ts';
import type { ReleaseRef } from './release.ts';

export interface HelmVersion {
  readonly major: number;
  readonly minor: number;
  /** `v3.19.5` */
  readonly text: string;
}

/** A chart, and the release that it is to become. */
export interface ChartRelease extends ChartSource {
  readonly name: string;
  readonly namespace: string;
  /** Absolute paths; later ones win. */
  readonly valuesFiles: readonly string[];
  /** The values that the release was given before stay, below those of the files. */
  readonly keepsValues: boolean;
  /** Single values over all others, as helm's `--set` takes them: `image.tag=2,replicas=3`. */
  readonly set?: string;
}

export interface WaitOptions {
  /** How long helm waits for the objects to be ready. */
  readonly minutes: number;
  /** Takes an upgrade back that fails. */
  readonly rollsBack: boolean;
  /** Of a release that the server merges: fields that others manage are taken over. */
  readonly takesOver: boolean;
}

/** From what `helm version --template {{.Version}}` prints. */
export function helmVersionOf(text: string): HelmVersion | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(text.trim()) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), text: plainLine(text.trim()) };
}

/** What would be installed, as JSON; the server checks it and changes nothing. Before 3.13 helm asked the server anyway. */
export function previewArgs(release: ChartRelease, version: HelmVersion): readonly string[] {
  const dryRun = isSince(version, 13) ? '--dry-run=server' : '--dry-run';
  return [...upgrade(release, version), dryRun, '--output=json', ...named(release)];
}

/** Installs or upgrades, and waits until the objects are ready. The flag that takes a failed one back has another name since helm 4. */
export function upgradeArgs(
  release: ChartRelease,
  version: HelmVersion,
  { minutes, rollsBack, takesOver }: WaitOptions,
): readonly string[] {
  const takesBack = version.major >= 4 ? '--rollback-on-failure' : '--atomic';
  const flags = [...(rollsBack ? [takesBack] : []), ...(takesOver ? [TAKE_OVER] : [])];
  return [...upgrade(release, version), ...waiting(minutes), ...flags, ...named(release)];
}

export function rollbackArgs(
  { namespace, name }: ReleaseRef,
  revision: number,
  { minutes, takesOver }: Omit<WaitOptions, 'rollsBack'>,
): readonly string[] {
  const flags = [...waiting(minutes), ...(takesOver ? [TAKE_OVER] : [])];
  return ['rollback', `--namespace=${namespace}`, ...flags, '--', name, String(revision)];
}

export function uninstallArgs({ namespace, name }: ReleaseRef, minutes: number): readonly string[] {
  return ['uninstall', `--namespace=${namespace}`, ...waiting(minutes), '--', name];
}

/** Without a word about it helm keeps the old values when no file is given, and forgets them otherwise; the keeping of old helms forgets new defaults. */
function upgrade(release: ChartRelease, version: HelmVersion): readonly string[] {
  const { namespace, valuesFiles, keepsValues, set = '' } = release;
  const keeping = isSince(version, 14) ? '--reset-then-reuse-values' : '--reuse-values';
  const values = valuesFiles.map((file) => `--values=${listItem(file)}`);
  const single = set === '' ? [] : [`--set=${set}`];
  const kept = keepsValues ? keeping : '--reset-values';
  return ['upgrade', '--install', `--namespace=${namespace}`, kept, ...values, ...single, ...sourceArgs(release)];
}

const isSince = ({ major, minor }: HelmVersion, third: number): boolean => major > 3 || (major === 3 && minor >= third);

/** Since helm 4. */
const TAKE_OVER = '--force-conflicts';

const named = ({ name, chart }: ChartRelease): readonly string[] => ['--', name, chart];
const waiting = (minutes: number): readonly string[] => ['--wait', `--timeout=${minutes}m`];

/** Helm reads the option as a list with commas, in which an item can be quoted (RFC 4180). */
function listItem(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What is wrong with the name of a release; undefined: it can have it. Source: helm, pkg/chartutil/validate_name.go. */
export function releaseNameProblem(name: string): string | undefined {
  const isFine = name.length <= 53 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
  return isFine ? undefined : t('Small letters, digits, “-” and “.”, at most 53.');
}

const LONGEST = 600;

/** Why helm failed, in its own words, and what helps. */
export function helmFailure(exitCode: number, stderr: string): Failure {
  const text = plainText(stderr).trim();
  // Warnings about the kubeconfig stand before it, and the usage of a wrong flag behind it.
  const words = text.slice(Math.max(0, text.lastIndexOf('Error: '))).replace(/^Error: /, '');
  const said = words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
  const nextStep = nextStepOf(said);
  return {
    code: /conflict occurred while applying/.test(said) ? 'conflict' : 'rejected',
    message: t('helm failed: {0}', said === '' ? t('exit code {0}', exitCode) : said),
    ...(nextStep === undefined ? {} : { nextStep }),
  };
}

function nextStepOf(words: string): string | undefined {
  if (/another operation .* is in progress/.test(words))
    return t(
      'If nobody else is at it, helm was stopped in the middle: roll the release back to its last good revision.',
    );
  if (/missing in charts\/ directory/.test(words))
    return t('Run “helm dependency build” in the folder of the chart first.');
  if (/helm repo update|no cached repo found|not found in .* (?:index|repository)/.test(words))
    return t('Ask the repositories for new charts when you choose one, or run “helm repo update”.');
  if (/timed out|context deadline exceeded/.test(words))
    return t(
      'Look at the objects of the release in the Clusters view: “Why does it not start?” tells what holds them up.',
    );
  if (/namespaces? "[^"]*" not found/.test(words)) return t('Create the namespace first.');
  return undefined;
}
