import { kustomizationRules } from '../../rules/kustomization/kustomizationRules.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** Kustomizations. */
export const kustomizationLanguage = yamlFileLanguage({
  language: 'kustomization',
  rules: kustomizationRules,
  read: (file) => file,
});
