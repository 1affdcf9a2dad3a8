import { type Extension, extensions } from 'vscode';
import { yamlFormatSettings } from '../../adapters/vscode/settings.ts';
import type { OtherFormatters } from '../../protocol/formatOwner.ts';

const RED_HAT = 'redhat.vscode-yaml';
/** Format YAML, and do not say so in a way that could be read. */
const FORMATTERS: ReadonlySet<string> = new Set([
  'esbenp.prettier-vscode',
  'prettier.prettier-vscode',
  'rvest.vs-code-prettier-eslint',
  'dprint.dprint',
  'trunk.io',
  'bluebrown.yamlfmt',
  'kennylong.kubernetes-yaml-formatter',
]);
/** Their servers format Compose files. */
const COMPOSE: ReadonlySet<string> = new Set([
  'ms-azuretools.vscode-containers',
  'ms-azuretools.vscode-docker',
  'docker.docker',
]);

/** The formatters of YAML that are installed and not switched off. */
export function otherFormatters(): OtherFormatters {
  const { isFormatted, chosen } = yamlFormatSettings();
  const ids = new Set(extensions.all.map(({ id }) => id.toLowerCase()));
  const isThere = (known: ReadonlySet<string>): boolean => Array.from(known).some((id) => ids.has(id));
  return {
    hasYaml: isThere(FORMATTERS) || (ids.has(RED_HAT) && isFormatted) || extensions.all.some(isYamlFormatter),
    hasCompose: isThere(COMPOSE),
    chosen: ids.has(chosen.toLowerCase()) ? chosen.toLowerCase() : '',
  };
}

/** One that calls itself a formatter and starts for YAML. */
function isYamlFormatter({ id, packageJSON }: Extension<unknown>): boolean {
  if (id.toLowerCase() === RED_HAT) return false;
  const about: unknown = packageJSON;
  return includes(about, 'categories', 'Formatters') && includes(about, 'activationEvents', 'onLanguage:yaml');
}

function includes(about: unknown, field: string, word: string): boolean {
  const list: unknown = typeof about === 'object' && about !== null ? Reflect.get(about, field) : undefined;
  return Array.isArray(list) && list.includes(word);
}
