import type { Result } from '../domain/base/failure.ts';
import { readLintConfig } from '../language/lint/config/readLintConfig.ts';
import type { LintSettings } from '../language/lint/config/lintSettings.ts';
import type { ServerHost } from './serverHost.ts';

const NAMES = ['.trainyard/lint.yaml', '.trainyard/lint.yml'];

/** Whether a file is where the settings of a folder stand. */
export function isSettingsFile(uri: string): boolean {
  return NAMES.some((name) => uri.endsWith(`/${name}`));
}

/** Where the settings of a folder may stand. */
export function settingsFiles(folder: string): readonly string[] {
  return NAMES.map((name) => new URL(name, folder).href);
}

/** The settings of a folder of the workspace; undefined when it has none. The failure says file, line and field. */
export async function folderSettings(
  folder: string,
  host: Pick<ServerHost, 'textOf'>,
): Promise<Result<LintSettings> | undefined> {
  for (const name of NAMES) {
    const text = await host.textOf(new URL(name, folder).href);
    if (text !== undefined) return readLintConfig(text, name);
  }
  return undefined;
}
