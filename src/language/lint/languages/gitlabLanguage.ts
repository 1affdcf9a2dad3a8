import { GitlabFile } from '../../gitlab/gitlabFile.ts';
import { gitlabRules } from '../../rules/gitlab/gitlabRules.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** Pipelines of GitLab. A document in front of the pipeline is its inputs, which nothing is said of. */
export const gitlabLanguage = yamlFileLanguage({
  language: 'gitlab',
  rules: gitlabRules,
  read: (file) => (file.root ? new GitlabFile(file, file.root) : undefined),
});
