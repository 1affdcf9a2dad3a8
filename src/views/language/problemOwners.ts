import { extensions } from 'vscode';
import { setting, yamlSettings } from '../../adapters/vscode/settings.ts';
import { leftClasses } from '../../protocol/problemOwners.ts';

/** Extensions that report problems of the same files. Installed and not switched off is what counts. */
const YAML = 'redhat.vscode-yaml';
const KUBERNETES = 'ms-kubernetes-tools.vscode-kubernetes-tools';
const CONTAINERS = ['ms-azuretools.vscode-containers', 'ms-azuretools.vscode-docker'];
const DOCKER = 'docker.docker';

/** The classes of problems that are left to other extensions now. */
export function problemsOfOthers(): readonly string[] {
  const has = (id: string) => extensions.getExtension(id) !== undefined;
  const yaml = yamlSettings();
  return leftClasses(setting('trainyard.lint.owner'), {
    hasYaml: has(YAML) && yaml.isChecked,
    hasKubernetes: has(KUBERNETES),
    yamlSchemas: yaml.schemas,
    hasContainers: CONTAINERS.some(has),
    hasDocker: has(DOCKER),
  });
}
