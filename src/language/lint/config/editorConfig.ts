import type { LintConfig } from '../lintConfig.ts';
import { PROFILES, type Profile, SEVERITIES, type Severity } from '../severity.ts';
import { minorOf } from './readLintConfig.ts';

/** What an editor's settings hold, as the user wrote it. */
interface EditorChoices {
  readonly profiles: readonly string[];
  readonly rules: readonly (readonly string[])[];
  readonly kubernetesVersion: string;
}

/** A configuration with the settings of the editor over it. What is misspelt there counts as not written: the settings editor marks it. */
export function editorConfig(config: LintConfig, { profiles, rules, kubernetesVersion }: EditorChoices): LintConfig {
  const named = profiles.filter(isProfile);
  const own = rules.flatMap(([id, severity]) =>
    id !== undefined && severity !== undefined && isSeverity(severity) ? [[id, severity] as const] : [],
  );
  return {
    ...config,
    profiles: named.length > 0 ? named : config.profiles,
    rules: new Map([...config.rules, ...own]),
    kubernetesMinor: minorOf(kubernetesVersion) ?? config.kubernetesMinor,
  };
}

function isProfile(text: string): text is Profile {
  return PROFILES.some((profile) => profile === text);
}

function isSeverity(text: string): text is Severity | 'off' {
  return text === 'off' || SEVERITIES.some((severity) => severity === text);
}
