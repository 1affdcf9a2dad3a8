import { formatAge } from '../base/format.ts';
import { plainLine, plainText } from '../base/plainText.ts';
import { t } from '../base/text.ts';
import type { Release, ReleaseRef } from './release.ts';
import { releaseHealth } from './releaseHealth.ts';

/** A release in words: how it is, what it was made from and with what result, its objects, and the notes of its chart. */
export function describeRelease(release: Release, ref: ReleaseRef, now: Date): string {
  const { chart, chartVersion, appVersion, description, notes, objects, firstDeployedAt, lastDeployedAt } = release;
  const createdAt = lastDeployedAt ?? now;
  const state = releaseHealth({ ...ref, status: release.status, createdAt }, now);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('State'), state.text],
    [t('Helm says'), description],
    [t('Chart'), `${chart} ${chartVersion}`],
    [t('App version'), appVersion],
    [t('Revision'), String(ref.revision)],
    [t('First installed'), firstDeployedAt && timeOf(firstDeployedAt, now)],
    [t('Last changed'), lastDeployedAt && timeOf(lastDeployedAt, now)],
    [t('Kept in'), `${ref.store === 'secrets' ? 'Secret' : 'ConfigMap'} ${ref.objectName}`],
  ];
  const shown = facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
  const width = Math.max(...shown.map(([name]) => name.length));
  const names = objects.map(({ kind, name, namespace }) =>
    plainLine(`  ${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`),
  );
  return [
    plainLine(t('Release {0} in {1}', ref.name, ref.namespace)),
    '',
    ...shown.map(([name, value]) => plainLine(`${name.padEnd(width)}  ${value}`)),
    '',
    t('Objects'),
    ...(names.length === 0 ? [`  ${t('None')}`] : names),
    ...(notes.trim() === '' ? [] : ['', t('Notes of the chart'), '', plainText(notes).trimEnd()]),
    '',
  ].join('\n');
}

function timeOf(time: Date, now: Date): string {
  return `${time.toISOString().replace('T', ' ').replace(/\..*/, ' UTC')} (${formatAge(time, now)})`;
}
