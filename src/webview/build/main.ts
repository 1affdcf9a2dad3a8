import { formatDuration } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { BuildProgress } from '../../domain/images/buildProgress.ts';
import {
  BUILD_HOST,
  BUILD_PAGE,
  type BuildHead,
  type BuildHost,
  type BuildPage,
  fromWire,
  type WireEvent,
} from '../../protocol/buildPanel.ts';
import { RpcPeer } from '../../protocol/rpc.ts';
import { openBridge } from '../shared/bridge.ts';
import { element, setText } from '../shared/dom.ts';
import { StepList } from './stepList.ts';
import { onNextFrame } from '../shared/onNextFrame.ts';

const bridge = openBridge();
let progress = new BuildProgress();
let head: BuildHead | undefined;
/** One paint a frame, however many messages arrive. */
const plan = onNextFrame(() => paint());

const title = element('h1');
const state = element('p', { className: 'state', attributes: { 'aria-live': 'polite' } });
const bar = element('progress', { label: t('Progress of the build'), attributes: { max: '1' } });
const cancel = button(t('Cancel'), () => peer.emit('cancel', true));
const rebuild = button(t('Build again'), () => peer.emit('rebuild', { useCache: true }));
const rebuildAll = button(t('Build again without cache'), () => peer.emit('rebuild', { useCache: false }));
const failure = element('p', { className: 'failureText' });
const nextStep = element('p');
const place = element('button', {
  className: 'link',
  setup: (made) => made.addEventListener('click', () => peer.emit('openPlace', true)),
});
const error = element('section', { className: 'failure', label: t('Error'), children: [failure, nextStep, place] });
const warnings = element('ul', { className: 'warnings', label: t('Warnings') });
const empty = element('p', { text: t('The steps of this build were in a window that is closed now.') });
const steps = new StepList();

// Nothing is shown, and nothing can be pressed, before it is known which build this is.
const shown = element('div', {
  attributes: { hidden: '' },
  children: [
    element('header', {
      children: [
        title,
        state,
        bar,
        element('div', {
          className: 'actions',
          role: 'toolbar',
          label: t('Build'),
          children: [cancel, rebuild, rebuildAll],
        }),
      ],
    }),
    element('main', { children: [error, warnings, empty, steps.root] }),
  ],
});
document.body.append(shown);

const peer = new RpcPeer<BuildPage, BuildHost>({
  wire: bridge.wire,
  mine: BUILD_PAGE,
  theirs: BUILD_HOST,
  onError: (problem) => setText(failure, problem.message),
  handlers: {
    requests: {},
    events: {
      reset: (next) => {
        progress = new BuildProgress();
        steps.clear();
        head = next;
        // After a reload of the window this says which build it was.
        bridge.remember({ buildId: next.id });
        plan();
      },
      head: (next) => {
        head = next;
        if (next.state === 'failed' || next.state === 'cancelled')
          progress.end(next.state, new Date(next.finishedAt ?? Date.now()));
        plan();
      },
      happened: (events) => take(events),
    },
  },
});
peer.emit('ready', true);
// Durations of what runs go on between events.
setInterval(() => {
  if (head?.state === 'running') plan();
}, 1000);

function take(events: readonly WireEvent[]): void {
  for (const event of events) progress.apply(fromWire(event));
  plan();
}

function paint(): void {
  if (!head) return;
  shown.hidden = false;
  const { fraction } = progress.totals;
  setText(title, head.title);
  setText(state, stateText(head));
  bar.hidden = head.state !== 'running';
  if (fraction === undefined) bar.removeAttribute('value');
  else bar.value = fraction;
  cancel.hidden = head.state !== 'running';
  rebuild.hidden = head.state === 'running';
  rebuildAll.hidden = head.state === 'running';
  empty.hidden = head.hasSteps;
  paintFailure(head);
  paintWarnings();
  steps.paint(progress.steps, new Date());
}

function paintFailure({ failure: text, nextStep: next, place: where }: BuildHead): void {
  error.hidden = text === undefined;
  if (text === undefined) return;
  error.setAttribute('role', 'alert');
  setText(failure, text);
  setText(nextStep, next ?? '');
  place.hidden = where === undefined;
  if (where) setText(place, t('Open {0}, line {1}', where.name, where.line));
}

function paintWarnings(): void {
  warnings.hidden = progress.warnings.length === 0;
  if (warnings.childElementCount === progress.warnings.length) return;
  warnings.replaceChildren(
    ...progress.warnings.map(({ text, line }) =>
      element('li', { text: line === undefined ? text : t('Line {0}: {1}', line, text) }),
    ),
  );
}

function stateText({ state: now, startedAt, finishedAt, engine, tags }: BuildHead): string {
  const { steps: count, finished, cached } = progress.totals;
  const duration = formatDuration((finishedAt ?? Date.now()) - startedAt);
  const parts = [progress.builder, engine];
  switch (now) {
    case 'running':
      return [t('Building: {0} of {1} steps, {2}', finished, count, duration), ...parts].filter(Boolean).join(' · ');
    case 'ok':
      return [
        t('Built {0} in {1}', tags.join(', '), duration),
        t('{0} of {1} steps from cache', cached, count),
        ...parts,
      ]
        .filter(Boolean)
        .join(' · ');
    case 'failed':
      return [t('Failed after {0}', duration), ...parts].filter(Boolean).join(' · ');
    case 'cancelled':
    default:
      // No end is known of a build whose window was closed or killed in the middle of it.
      if (finishedAt === undefined)
        return [t('Cut off with its window; finished steps stay in the cache of the engine'), engine].join(' · ');
      return [t('Cancelled after {0}; finished steps stay in the cache of the engine', duration), ...parts]
        .filter(Boolean)
        .join(' · ');
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  return element('button', { text, setup: (made) => made.addEventListener('click', act) });
}
