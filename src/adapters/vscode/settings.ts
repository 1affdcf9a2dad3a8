import { type ConfigurationScope, workspace } from 'vscode';
import { type SettingId, SETTINGS, type Settings } from '../../contributes/settings.ts';
import type { ProxySettings } from '../../domain/base/proxyEnvironment.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';

/** The value of a setting. Only this file calls getConfiguration. A value of the wrong type counts as not set. */
export function setting<K extends SettingId>(id: K, scope?: ConfigurationScope): Settings[K] {
  const value: unknown = workspace.getConfiguration(undefined, scope).get(id);
  const fallback: Settings[K] = SETTINGS[id];
  return hasTypeOf(value, fallback) ? value : fallback;
}

/** Writes a setting for the user, never for the workspace. */
export async function changeSetting<K extends SettingId>(id: K, value: Settings[K]): Promise<void> {
  await workspace.getConfiguration().update(id, value, true);
}

/** VS Code's own settings about proxies, as they are now. */
export function proxySettings(): ProxySettings {
  const http = workspace.getConfiguration('http');
  const [proxy, noProxy, support]: readonly unknown[] = [
    http.get('proxy'),
    http.get('noProxy'),
    http.get('proxySupport'),
  ];
  return {
    proxy: typeof proxy === 'string' ? proxy.trim() : '',
    noProxy: Array.isArray(noProxy) ? noProxy.filter((rule) => typeof rule === 'string') : [],
    support: typeof support === 'string' ? support : '',
  };
}

export function onDidChangeSetting(ids: readonly SettingId[], listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (ids.some((id) => event.affectsConfiguration(id))) listener();
  });
}

function hasTypeOf<T>(value: unknown, sample: T): value is T {
  // All our lists are lists of texts.
  if (Array.isArray(sample)) return Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (typeof value !== typeof sample || value === null || Array.isArray(value)) return false;
  // And all our mappings are from texts to texts.
  return typeof value !== 'object' || Object.values(value).every((each) => typeof each === 'string');
}

/** Whether YAML by Red Hat formats, and the formatter that the user chose for YAML, or empty. */
export function yamlFormatSettings(): { readonly isFormatted: boolean; readonly chosen: string } {
  const chosen = workspace.getConfiguration('editor', { languageId: 'yaml' }).get<unknown>('defaultFormatter');
  return {
    isFormatted: workspace.getConfiguration('yaml').get<unknown>('format.enable') !== false,
    chosen: typeof chosen === 'string' ? chosen : '',
  };
}

/** What YAML by Red Hat is told. Without it, nothing is set. */
export function yamlSettings(): {
  readonly isChecked: boolean;
  /** It completes, with schemas of the JSON Schema Store. */
  readonly isCompleted: boolean;
  /** The keys of the schemas that the user gave it. */
  readonly schemas: readonly string[];
} {
  const yaml = workspace.getConfiguration('yaml');
  const schemas = yaml.get<unknown>('schemas');
  return {
    isChecked: yaml.get<unknown>('validate') !== false,
    isCompleted: yaml.get<unknown>('completion') !== false && yaml.get<unknown>('schemaStore.enable') !== false,
    schemas: typeof schemas === 'object' && schemas !== null ? Object.keys(schemas) : [],
  };
}
