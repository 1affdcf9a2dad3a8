import { extensions } from 'vscode';
import { setting, yamlSettings } from '../../adapters/vscode/settings.ts';
import { leftHelp } from '../../protocol/helpOwners.ts';
import { leftClasses } from '../../protocol/problemOwners.ts';

/** Extensions that report problems of the same files. Installed and not switched off is what counts. */
const YAML = 'redhat.vscode-yaml';
const KUBERNETES = 'ms-kubernetes-tools.vscode-kubernetes-tools';
const CONTAINERS = ['ms-azuretools.vscode-containers', 'ms-azuretools.vscode-docker'];
const DOCKER = 'docker.docker';
const ACTIONS = 'github.vscode-github-actions';

/** The classes of problems and of help that are left to other extensions now. */
export function problemsOfOthers(): readonly string[] {
  const has = (id: string) => extensions.getExtension(id) !== undefined;
  const yaml = yamlSettings();
  const containers = { hasContainers: CONTAINERS.some(has), hasDocker: has(DOCKER) };
  const owners = setting('trainyard.lint.owner');
  const problems = leftClasses(owners, {
    ...containers,
    hasYaml: has(YAML) && yaml.isChecked,
    hasKubernetes: has(KUBERNETES),
    yamlSchemas: yaml.schemas,
  });
  const help = leftHelp(owners, {
    ...containers,
    hasSchemaStore: has(YAML) && yaml.isCompleted,
    hasActions: has(ACTIONS),
  });
  return [...problems, ...help];
}
