import { chartRules } from '../../rules/chart/chartRules.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** Chart.yaml of Helm. */
export const chartLanguage = yamlFileLanguage({
  language: 'chart',
  rules: chartRules,
  read: (file) => file,
});
