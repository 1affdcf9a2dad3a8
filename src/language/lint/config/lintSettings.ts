import { DEFAULT_LINT_CONFIG, type LintConfig } from '../lintConfig.ts';
import type { Profile, Severity } from '../severity.ts';
import { PathPatterns } from './pathPatterns.ts';

/** Other severities for some files. */
export interface LintOverride {
  readonly paths: PathPatterns;
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
}

/** What a configuration file says; paths count from the folder that it is for. */
export interface LintSettings {
  readonly config: LintConfig;
  readonly overrides: readonly LintOverride[];
  readonly ignorePaths: PathPatterns;
  /** Files and folders with CRDs. */
  readonly schemas: readonly string[];
  readonly failOn?: Severity | 'never';
  readonly maxWarnings?: number;
}

export const DEFAULT_LINT_SETTINGS: LintSettings = {
  config: DEFAULT_LINT_CONFIG,
  overrides: [],
  ignorePaths: new PathPatterns([]),
  schemas: [],
};

/** What wins over a configuration file: arguments of the command line, settings of an editor. */
export interface SettingsChoice {
  /** Empty: those of the file. */
  readonly profiles: readonly Profile[];
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  readonly kubernetesMinor?: number;
}

/** Settings with what was chosen over them: over everything, so over overrides too. */
export function chosenSettings(
  settings: LintSettings,
  { profiles, rules, kubernetesMinor }: SettingsChoice,
): LintSettings {
  const { config, overrides } = settings;
  return {
    ...settings,
    config: {
      ...config,
      profiles: profiles.length > 0 ? profiles : config.profiles,
      rules: new Map([...config.rules, ...rules]),
      kubernetesMinor: kubernetesMinor ?? config.kubernetesMinor,
    },
    overrides: overrides.map((one) => ({ ...one, rules: new Map([...one.rules, ...rules]) })),
  };
}

/** Configurations of files under settings. Files with the same overrides get the same object, so that linters can be kept by it. */
export class FileConfigs {
  readonly #settings: LintSettings;
  readonly #known = new Map<string, LintConfig>();

  constructor(settings: LintSettings) {
    this.#settings = settings;
  }

  /** @param path From the folder of the settings, with `/`. */
  of(path: string): LintConfig {
    const { config, overrides } = this.#settings;
    if (overrides.length === 0) return config;
    const matching = overrides.filter(({ paths }) => paths.includes(path));
    if (matching.length === 0) return config;
    const key = matching.map((one) => overrides.indexOf(one)).join(' ');
    const known = this.#known.get(key);
    if (known) return known;
    const rules = new Map([...config.rules, ...matching.flatMap((one) => Array.from(one.rules))]);
    const made = { ...config, rules };
    this.#known.set(key, made);
    return made;
  }
}
