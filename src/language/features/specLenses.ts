import type { CodeLens } from 'vscode-languageserver-types';
import { t } from '../../domain/base/text.ts';
import { fieldOf } from '../../domain/deploy/specNode.ts';
import type { SpecDocument } from '../document/specDocument.ts';
import { lspRange } from './lspRange.ts';

/** A command above each workload that starts it. @param path of the file on the disk; without one nothing can be run */
export function specLenses(document: SpecDocument, path: string | undefined): readonly CodeLens[] {
  const workloads = document.root && fieldOf(document.root, 'workloads');
  if (path === undefined || workloads?.kind !== 'map') return [];
  return workloads.entries.map(({ key, keySpan }) => ({
    range: lspRange(document, keySpan),
    command: { title: t('Run…'), command: 'trainyard.runs.start', arguments: [{ specPath: path, workload: key }] },
  }));
}
