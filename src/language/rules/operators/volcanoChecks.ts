import { t } from '../../../domain/base/text.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { findCycle } from './table/findCycle.ts';
import { reportBelow, reportBoth, reportOther } from './table/reports.ts';
import { fieldOf } from './table/rowCheck.ts';

const EVENTS = ['*', 'PodFailed', 'PodEvicted', 'PodPending', 'Unknown', 'TaskCompleted', 'TaskFailed', 'JobUpdated'];
const ACTIONS = [
  'AbortJob',
  'RestartJob',
  'RestartTask',
  'RestartPod',
  'RestartPartition',
  'TerminateJob',
  'CompleteJob',
  'ResumeJob',
];

function tasksOf(spec: YamlValue): readonly YamlValue[] {
  return Array.from(fieldOf(spec, 'tasks')?.items() ?? []).filter((task) => task.isMap);
}

/** Of the job and of each task. */
export function checkAvailable(spec: YamlValue, report: Report): void {
  let total: number | undefined = 0;
  for (const task of tasksOf(spec)) {
    const replicas = fieldOf(task, 'replicas');
    const least = fieldOf(task, 'minAvailable');
    const count = replicas?.number;
    if (count !== undefined && least?.number !== undefined && least.number > count) {
      report.at(least.span, t('“{0}” is {1}, and “{2}” is {3}.', 'minAvailable', least.number, 'replicas', count));
    }
    total = total === undefined || count === undefined ? undefined : total + count;
  }
  const all = fieldOf(spec, 'minAvailable');
  if (all?.number !== undefined && total !== undefined && total > 0 && all.number > total) {
    report.at(all.span, t('“{0}” is {1}, and the tasks have {2} replicas.', 'minAvailable', all.number, total));
  }
}

/** An event or an exit code, each once; `*` alone. */
export function checkPolicies(owner: YamlValue, report: Report): void {
  const events = new Set<string>();
  const codes = new Set<number>();
  for (const policy of fieldOf(owner, 'policies')?.items() ?? []) {
    const event = fieldOf(policy, 'event') ?? fieldOf(policy, 'events');
    const code = fieldOf(policy, 'exitCode');
    reportBoth(report, event, code);
    if (!event && !code && policy.isMap)
      report.at(policy.headSpan, t('One of {0} is needed.', 'event, events, exitCode'));
    if (event) {
      const own = [fieldOf(policy, 'event'), ...(fieldOf(policy, 'events')?.items() ?? [])];
      checkEvents(
        own.flatMap((each) => each ?? []),
        events,
        report,
      );
      reportOther(report, fieldOf(policy, 'action'), ACTIONS);
    }
    if (code) checkCode(code, codes, report);
  }
}

function checkCode(code: YamlValue, codes: Set<number>, report: Report): void {
  if (code.number === undefined) return;
  if (code.number === 0) report.at(code.span, t('0 is no exit code of a failure.'));
  else if (codes.has(code.number)) report.at(code.span, t('“{0}” is used twice.', code.number));
  codes.add(code.number);
}

function checkEvents(own: readonly YamlValue[], events: Set<string>, report: Report): void {
  const texts = new Set<string>();
  for (const event of own) {
    if (event.text === undefined || texts.has(event.text)) continue;
    texts.add(event.text);
    if (!EVENTS.includes(event.text))
      report.at(event.span, t('“{0}” is not one of {1}.', event.text, EVENTS.join(', ')));
    else if (events.has(event.text)) report.at(event.span, t('“{0}” is used twice.', event.text));
    else if (events.has('*') || (event.text === '*' && events.size > 0))
      report.at(event.span, t('“*” stands for every event: no other may stand beside it.'));
    events.add(event.text);
  }
}

/** `--master=launcher`, or a task `master`. */
export function checkMpiMaster(spec: YamlValue, report: Report): void {
  const plugin = spec.at('plugins', 'mpi');
  if (!plugin) return;
  const words = Array.from(plugin.items(), (item) => item.text);
  const names = new Set(tasksOf(spec).map((task) => task.at('name')?.text));
  if (words.includes(undefined) || names.has(undefined)) return;
  const flag = words.findIndex((word) => /^--?master(?:=|$)/.test(word ?? ''));
  const master = flag < 0 ? 'master' : (/=(.*)$/.exec(words[flag] ?? '')?.[1] ?? words[flag + 1] ?? '');
  if (!names.has(master)) report.at(plugin.headSpan, t('No task is named “{0}”, which starts the processes.', master));
}

export function checkVolumes(spec: YamlValue, report: Report): void {
  const paths = new Set<string>();
  for (const volume of fieldOf(spec, 'volumes')?.items() ?? []) {
    if (!volume.isMap) continue;
    const path = fieldOf(volume, 'mountPath');
    const [claim, name] = [fieldOf(volume, 'volumeClaim'), fieldOf(volume, 'volumeClaimName')];
    checkPath(path, volume, { paths, report });
    reportBoth(report, claim, name);
    if (!claim && !name)
      report.at(path?.span ?? volume.headSpan, t('One of {0} is needed.', 'volumeClaim, volumeClaimName'));
  }
}

function checkPath(
  path: YamlValue | undefined,
  volume: YamlValue,
  { paths, report }: { readonly paths: Set<string>; readonly report: Report },
): void {
  if (!path || path.text === '') report.at((path ?? volume).headSpan, t('“{0}” is missing.', 'mountPath'));
  else if (path.text !== undefined) {
    if (paths.has(path.text)) report.at(path.span, t('“{0}” is used twice.', path.text));
    paths.add(path.text);
  }
}

/** Partitions times their size are the replicas, and those needed the pods that must be available. */
export function checkPartition(task: YamlValue, report: Report): void {
  const policy = fieldOf(task, 'partitionPolicy');
  if (!policy?.isMap) return;
  const size = fieldOf(policy, 'partitionSize');
  reportBelow(report, fieldOf(policy, 'totalPartitions'), 1);
  reportBelow(report, size, 1);
  if (size?.number === undefined || size.number < 1) return;
  reportProduct(fieldOf(policy, 'totalPartitions'), size.number, { of: fieldOf(task, 'replicas'), report });
  reportProduct(fieldOf(policy, 'minPartitions'), size.number, { of: fieldOf(task, 'minAvailable'), report });
}

function reportProduct(
  count: YamlValue | undefined,
  size: number,
  { of, report }: { readonly of: YamlValue | undefined; readonly report: Report },
): void {
  if (count?.number === undefined || count.number < 1 || of?.number === undefined || of.number === count.number * size)
    return;
  report.at(
    count.span,
    t('{0} partitions of {1} are not the {2} of “{3}”.', count.number, size, of.number, of.key ?? ''),
  );
}

/** Tasks that wait for one another, or for one that is not there: they would never start. */
export function checkDependencies(spec: YamlValue, report: Report): void {
  const edges = new Map<string, readonly string[]>();
  const wanted: YamlValue[] = [];
  for (const task of tasksOf(spec)) {
    const name = task.at('name')?.text;
    if (name === undefined) return;
    const waits = Array.from(task.at('dependsOn', 'name')?.items() ?? []);
    wanted.push(...waits);
    edges.set(
      name,
      waits.flatMap(({ text }) => text ?? []),
    );
  }
  for (const value of wanted) {
    if (value.text !== undefined && !edges.has(value.text))
      report.at(value.span, t('No task is named “{0}”.', value.text));
  }
  const cycle = findCycle(edges);
  const first = wanted.find(({ text }) => text !== undefined && cycle?.includes(text));
  if (cycle && first) report.at(first.span, t('Tasks wait for one another: {0}.', [...cycle, cycle[0]].join(' → ')));
}
