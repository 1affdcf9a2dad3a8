import { definedOf } from '../../../domain/base/defined.ts';
import { byRule } from '../../rules/rulesNamed.ts';
import { PROFILES, type Profile, SEVERITIES, type Severity } from '../severity.ts';
import type { SettingsChoice } from './lintSettings.ts';
import { minorOf } from './minorOf.ts';

/** What an editor's settings hold, as the user wrote it. */
interface EditorChoices {
  readonly profiles: readonly string[];
  readonly rules: readonly (readonly string[])[];
  readonly kubernetesVersion: string;
}

/** What the settings of an editor choose. What is misspelt there counts as not written: the settings editor marks it. */
export function editorChoice({ profiles, rules, kubernetesVersion }: EditorChoices): SettingsChoice {
  return {
    profiles: profiles.filter(isProfile),
    rules: byRule(
      rules.flatMap(([id, severity]) =>
        id !== undefined && severity !== undefined && isSeverity(severity) ? [[id, severity] as const] : [],
      ),
    ),
    ...definedOf({ kubernetesMinor: minorOf(kubernetesVersion) }),
  };
}

function isProfile(text: string): text is Profile {
  return PROFILES.some((profile) => profile === text);
}

function isSeverity(text: string): text is Severity | 'off' {
  return text === 'off' || SEVERITIES.some((severity) => severity === text);
}
