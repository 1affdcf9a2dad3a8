import { prefectRules } from '../../rules/prefect/prefectRules.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** prefect.yaml. */
export const prefectLanguage = yamlFileLanguage({
  language: 'prefect',
  rules: prefectRules,
  read: (file) => file,
});
