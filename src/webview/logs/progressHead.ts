import { formatMetric } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { LogProgress } from '../../protocol/logsPanel.ts';
import { element } from '../shared/dom.ts';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 72;
const HEIGHT = 16;

/** The live values above the log: how far the run is, each metric with its line, and the time that is left. */
export class ProgressHead {
  readonly element = element('section', { className: 'progress', label: t('Progress'), attributes: { hidden: '' } });

  show({ count, fraction, remaining, metrics, source }: LogProgress): void {
    const parts: Node[] = [];
    if (count !== '') parts.push(element('span', { className: 'count', text: count }));
    if (fraction !== undefined) parts.push(bar(fraction));
    for (const metric of metrics) parts.push(metricPart(metric));
    if (remaining !== undefined) parts.push(element('span', { className: 'remaining', text: remaining }));
    this.element.hidden = parts.length === 0;
    this.element.title = source ?? '';
    this.element.ariaLabel = source === undefined ? t('Progress') : t('Progress. {0}', source);
    this.element.replaceChildren(...parts);
  }
}

function bar(fraction: number): HTMLElement {
  return element('div', {
    className: 'bar',
    role: 'progressbar',
    label: t('Part of the run that is done'),
    attributes: { 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(Math.round(fraction * 100)) },
    children: [
      element('div', {
        className: 'bar-done',
        setup: (done) => {
          done.style.width = `${fraction * 100}%`;
        },
      }),
    ],
  });
}

function metricPart({ name, value, history }: LogProgress['metrics'][number]): HTMLElement {
  const part = element('span', {
    className: 'metric',
    children: [
      element('span', { className: 'metric-name', text: name }),
      element('span', { className: 'metric-value', text: value }),
    ],
  });
  if (history.length > 1) part.append(line(name, history));
  return part;
}

/** Its sentence says what the line shows; the values themselves stand in the log. */
function line(name: string, values: readonly number[]): SVGSVGElement {
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const step = (WIDTH - 2) / (values.length - 1);
  const points = values.map((value, index) => {
    const y = HEIGHT - 2 - ((value - least) / span) * (HEIGHT - 4);
    return `${(1 + index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  const svg = document.createElementNS(SVG, 'svg');
  const label = t(
    '{0} from {1} to {2} in {3} points',
    name,
    formatMetric(values[0] ?? 0),
    formatMetric(values.at(-1) ?? 0),
    values.length,
  );
  for (const [key, text] of [
    ['viewBox', `0 0 ${WIDTH} ${HEIGHT}`],
    ['width', String(WIDTH)],
    ['height', String(HEIGHT)],
    ['role', 'img'],
    ['aria-label', label],
    ['class', 'spark'],
  ] as const) {
    svg.setAttribute(key, text);
  }
  const polyline = document.createElementNS(SVG, 'polyline');
  polyline.setAttribute('points', points.join(' '));
  svg.append(polyline);
  return svg;
}
