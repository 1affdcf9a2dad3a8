import type { ManifestRule } from '../../lint/manifestRule.ts';
import { envExpansion } from './envExpansion.ts';
import { labelValueInvalid } from './labelValueInvalid.ts';
import { nameRules } from './nameRules.ts';
import { portRules } from './portRules.ts';
import { selectorMismatch } from './selectorMismatch.ts';
import { servicePortInvalid } from './servicePortInvalid.ts';
import { volumeRules } from './volumeRules.ts';

/** Names, and what refers to what inside of one object. */
export const identityRules: readonly ManifestRule[] = [
  ...nameRules,
  labelValueInvalid,
  selectorMismatch,
  ...volumeRules,
  ...portRules,
  servicePortInvalid,
  envExpansion,
];
