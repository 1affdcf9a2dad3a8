import { mlprojectRules } from '../../rules/mlproject/mlprojectRules.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** MLproject files of MLflow. */
export const mlprojectLanguage = yamlFileLanguage({
  language: 'mlproject',
  rules: mlprojectRules,
  read: (file) => file,
});
