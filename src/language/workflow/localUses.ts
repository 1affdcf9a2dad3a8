import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';
import { YamlFile } from '../yamlFile/yamlFile.ts';
import type { WorkflowJob } from './workflow.ts';

/** From `.github/workflows`. */
export const REPOSITORY = '../..';

/** A path from the top of the repository; undefined for anything else. */
export function localPath(uses: YamlValue | undefined): string | undefined {
  const text = uses?.text;
  return text?.startsWith('./') === true && !text.includes('${{') && !text.includes('@') ? text.slice(2) : undefined;
}

/** Whether the folder that a job works in is no copy of this repository as it is here. */
export function isElsewhere({ steps }: WorkflowJob): boolean {
  return steps.some((step) => {
    const uses = step.at('uses')?.text ?? '';
    const inputs = step.at('with');
    const asks = ['repository', 'ref', 'path'].some((name) => inputs?.at(name) !== undefined);
    return uses.startsWith('actions/checkout@') ? asks : uses.startsWith('actions/download-artifact@');
  });
}

/** The first of some files of this repository that can be read whole. */
export function localFile(near: NearFiles, paths: readonly string[]): YamlValue | undefined {
  for (const path of paths) {
    const text = near.textOf(`${REPOSITORY}/${path}`);
    if (text === undefined) continue;
    const file = new YamlFile(path, text);
    return file.isOpaque || !file.isWhole ? undefined : file.root;
  }
  return undefined;
}
