import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { contrast, parseColor, type Rgb } from '../../../../src/domain/experiments/colorContrast.ts';
import { ON_DARK, ON_LIGHT, runColor, RunColors, runDash } from '../../../../src/domain/experiments/runColors.ts';

/** What people see: all colours, and without those of one kind of cone. Machado, Oliveira, Fernandes 2009, severity 1. */
const EYES: Readonly<Record<string, readonly number[]>> = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  'no red': [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  'no green': [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  'no blue': [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const linear = (part: number) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const times = (matrix: readonly number[], [a = 0, b = 0, c = 0]: readonly number[]) =>
  [0, 3, 6].map((at) => (matrix[at] ?? 0) * a + (matrix[at + 1] ?? 0) * b + (matrix[at + 2] ?? 0) * c);
/** OKLab (https://bottosson.github.io/posts/oklab/). */
function oklab(rgb: readonly number[]): readonly number[] {
  const cones = times(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005,
    ],
    rgb,
  ).map(Math.cbrt);
  return times(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    cones,
  );
}
const seen = (color: Rgb, eye: readonly number[]) =>
  oklab(times(eye, color.map(linear)).map((part) => Math.min(1, Math.max(0, part))));

describe('colours of runs', () => {
  // The grounds of VS Code's own themes, and of the popular ones that are nearest to the middle.
  const grounds = [
    ['dark', ON_DARK, ['#1f1f1f', '#1e1e1e', '#000000', '#252526']],
    ['light', ON_LIGHT, ['#ffffff', '#fdf6e3']],
  ] as const;
  for (const [name, colors, backgrounds] of grounds) {
    it(`stand out from ${name} grounds by 3:1`, () => {
      for (const color of colors)
        for (const ground of backgrounds) {
          const ratio = contrast(parseColor(color), parseColor(ground));
          assert.ok(ratio >= 3, `${color} on ${ground}: ${ratio.toFixed(2)}`);
        }
    });

    for (const [eye, matrix] of Object.entries(EYES)) {
      it(`on ${name} keep apart for people who see ${eye}`, () => {
        const all = colors.map((color) => seen(parseColor(color), matrix));
        for (const [at, one] of all.entries())
          for (const other of all.slice(0, at)) {
            const distance = Math.hypot(...one.map((part, axis) => part - (other[axis] ?? 0)));
            assert.ok(distance > 0.14, `${colors[at]}: ${distance.toFixed(3)}`);
          }
      });
    }
  }
});

describe('RunColors', () => {
  it('gives a run the same colour in every window, whoever comes first alone', () => {
    assert.equal(new RunColors().slotOf('a1b2'), new RunColors().slotOf('a1b2'));
  });

  it('gives eight runs eight colours, and the next ones another kind of line', () => {
    const colors = new RunColors();
    const slots = Array.from({ length: 24 }, (_, at) => colors.slotOf(`run ${at}`));
    assert.equal(new Set(slots.slice(0, 8).map((slot) => runColor(slot, true))).size, 8);
    assert.equal(new Set(slots.map((slot) => runColor(slot, true) + runDash(slot).join())).size, 24);
    assert.ok(colors.slotOf('one more') >= 0, 'more runs share');
  });

  it('keeps what it gave over a restart', () => {
    const before = new RunColors();
    const slots = ['x', 'y', 'z'].map((runId) => before.slotOf(runId));
    const after = new RunColors(before.kept());
    assert.deepEqual(['z', 'y', 'x'].map((runId) => after.slotOf(runId)).reverse(), slots);
  });
});
