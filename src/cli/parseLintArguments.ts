import { parseArgs } from 'node:util';
import { definedOf } from '../domain/base/defined.ts';
import { fail, ok, type Result } from '../domain/base/failure.ts';
import { t } from '../domain/base/text.ts';
import { nearestName } from '../domain/deploy/nearestName.ts';
import { minorOf } from '../language/lint/config/minorOf.ts';
import { OLDEST_KUBERNETES_MINOR, NEWEST_KUBERNETES_MINOR } from '../language/lint/lintConfig.ts';
import { PROFILES, SEVERITIES, type Profile, type Severity } from '../language/lint/severity.ts';
import { FORMATS, type FormatName } from './formats/formatName.ts';

export interface LintArguments {
  readonly paths: readonly string[];
  readonly format: FormatName;
  readonly output?: string;
  /** Empty: what the configuration says. */
  readonly profiles: readonly Profile[];
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  readonly kubernetesMinor?: number;
  readonly schemas: readonly string[];
  readonly fix: 'none' | 'write' | 'diff';
  readonly failOn?: Severity | 'never';
  readonly maxWarnings?: number;
  readonly baseline?: string;
  /** Instead of the files that are found; null reads none. */
  readonly config?: string | null;
  readonly ignorePaths: readonly string[];
  readonly readsIgnoreFiles: boolean;
  readonly inputName?: string;
  readonly jobs?: number;
  readonly isQuiet: boolean;
  readonly listsRules: boolean;
  readonly explain?: string;
}

const OPTIONS = {
  format: { type: 'string' },
  output: { type: 'string' },
  profile: { type: 'string', multiple: true },
  rule: { type: 'string', multiple: true },
  'kubernetes-version': { type: 'string' },
  schema: { type: 'string', multiple: true },
  fix: { type: 'boolean' },
  'fix-dry-run': { type: 'boolean' },
  'fail-on': { type: 'string' },
  'max-warnings': { type: 'string' },
  baseline: { type: 'string' },
  config: { type: 'string' },
  'no-config': { type: 'boolean' },
  'ignore-path': { type: 'string', multiple: true },
  'no-ignore': { type: 'boolean' },
  'stdin-filename': { type: 'string' },
  jobs: { type: 'string' },
  quiet: { type: 'boolean' },
  'list-rules': { type: 'boolean' },
  explain: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Threads that are worth having; each loads the program once more. */
const MOST_JOBS = 64;

/** Reads the arguments of `lint`. Failures are `invalid`. */
export function parseLintArguments(args: readonly string[]): Result<LintArguments | 'help'> {
  const problems: string[] = [];
  const { values, positionals } = tokensOf(args, problems);
  if (values.help === true) return ok('help');
  const choice = <Name extends string>(option: string, value: string | undefined, names: readonly Name[]) =>
    chosen(option, value, names, problems);
  const parsed: LintArguments = {
    paths: positionals,
    format: choice('format', values.format, FORMATS) ?? 'text',
    profiles: (values.profile ?? []).flatMap((name) => choice('profile', name, PROFILES) ?? []),
    rules: rulesOf(values.rule ?? [], problems),
    schemas: values.schema ?? [],
    fix: values['fix-dry-run'] === true ? 'diff' : values.fix === true ? 'write' : 'none',
    ignorePaths: values['ignore-path'] ?? [],
    readsIgnoreFiles: values['no-ignore'] !== true,
    isQuiet: values.quiet === true,
    listsRules: values['list-rules'] === true,
    ...definedOf({
      output: values.output,
      baseline: values.baseline,
      explain: values.explain,
      inputName: values['stdin-filename'],
      config: values['no-config'] === true ? null : values.config,
      failOn: choice('fail-on', values['fail-on'], [...SEVERITIES, 'never'] as const),
      kubernetesMinor: minorIn(values['kubernetes-version'], problems),
      maxWarnings: numberOf('max-warnings', values['max-warnings'], [0, 1e9], problems),
      jobs: numberOf('jobs', values.jobs, [1, MOST_JOBS], problems),
    }),
  };
  const [first] = problems;
  if (first === undefined) return ok(parsed);
  return fail({ code: 'invalid', message: first, nextStep: t('“trainyard lint --help” lists what there is.') });
}

function tokensOf(args: readonly string[], problems: string[]) {
  const known: string[] = Object.keys(OPTIONS);
  for (const argument of args) {
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (argument === '--') break;
    if (name === undefined || known.includes(name)) continue;
    const nearest = nearestName(name, known);
    problems.push(
      nearest === undefined
        ? t('There is no option “{0}”.', `--${name}`)
        : t('There is no option “{0}”. Did you mean “{1}”?', `--${name}`, `--${nearest}`),
    );
  }
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's own sentences name the option.
    problems.push(error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
    return parseArgs({ args: [], options: OPTIONS, allowPositionals: true });
  }
}

function chosen<Name extends string>(
  option: string,
  value: string | undefined,
  names: readonly Name[],
  problems: string[],
): Name | undefined {
  const found = names.find((name) => name === value);
  if (value !== undefined && found === undefined) {
    problems.push(t('“--{0}” takes {1}, not “{2}”.', option, names.join(', '), value));
  }
  return found;
}

function rulesOf(given: readonly string[], problems: string[]): ReadonlyMap<string, Severity | 'off'> {
  const rules = new Map<string, Severity | 'off'>();
  for (const one of given) {
    const at = one.indexOf('=');
    const severity = chosen('rule', at < 0 ? one : one.slice(at + 1), [...SEVERITIES, 'off'] as const, []);
    if (at > 0 && severity) rules.set(one.slice(0, at), severity);
    else problems.push(t('“--rule” takes ID=SEVERITY with off, hint, info, warning or error, not “{0}”.', one));
  }
  return rules;
}

function minorIn(given: string | undefined, problems: string[]): number | undefined {
  if (given === undefined) return undefined;
  const minor = minorOf(given);
  if (minor !== undefined) return minor;
  const [oldest, newest] = [OLDEST_KUBERNETES_MINOR, NEWEST_KUBERNETES_MINOR];
  problems.push(t('“--kubernetes-version” takes 1.{0} to 1.{1}, not “{2}”.', oldest, newest, given));
  return undefined;
}

function numberOf(
  option: string,
  given: string | undefined,
  [least, most]: readonly [number, number],
  problems: string[],
): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  problems.push(t('“--{0}” takes a whole number from {1} on, not “{2}”.', option, least, given));
  return undefined;
}
