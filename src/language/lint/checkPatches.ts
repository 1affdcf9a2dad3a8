import { t } from '../../domain/base/text.ts';
import { nearestName } from '../../domain/deploy/nearestName.ts';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { Definition } from '../workspace/objectSymbols.ts';
import { targetsOf, type Surroundings } from './surroundings.ts';

/** Jobs and containers that a TrainJob patches and its runtime does not have. */
export function checkPatches(
  { namespace }: Definition,
  { runtime, jobs }: NonNullable<Definition['patches']>,
  where: Surroundings,
): void {
  if (jobs.length === 0) return;
  const [found, other] = targetsOf({ ...runtime, namespace }, where);
  if (!found?.jobs || other) return;
  for (const patched of jobs) {
    const job = found.jobs.find(({ name }) => name === patched.name);
    if (!job) {
      const names = found.jobs.map(({ name }) => name);
      tell('trainjob-patch-unknown-job', patched, {
        names,
        where,
        message: t('“{0}” has no job “{1}”.', runtime.name, patched.name),
      });
      continue;
    }
    for (const container of patched.containers)
      if (!job.containers.includes(container.name))
        tell('trainjob-patch-unknown-container', container, {
          names: job.containers,
          where,
          message: t('The job “{0}” of “{1}” has no container “{2}”.', job.name, runtime.name, container.name),
        });
  }
}

function tell(
  rule: string,
  at: (Span & { readonly name: string }) | { readonly name: string; readonly span: Span },
  about: { readonly names: readonly string[]; readonly where: Surroundings; readonly message: string },
): void {
  const span = 'span' in at ? at.span : { start: at.start, end: at.end };
  const nearest = nearestName(at.name, about.names);
  about.where.sink.add(rule, span, {
    message: about.message,
    fixes: () =>
      nearest === undefined
        ? []
        : [{ title: t('Change to “{0}”', nearest), edits: [{ ...span, newText: nearest }], isSafe: false }],
  });
}
