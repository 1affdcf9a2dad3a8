import type { Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';

const KIBI = 1024;
const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ['Ki', KIBI],
  ['Mi', KIBI ** 2],
  ['Gi', KIBI ** 3],
  ['Ti', KIBI ** 4],
  ['Pi', KIBI ** 5],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
]);
const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);

/** Below this a size is a forgotten unit: no engine starts a container with less memory than 6 MB. */
const LEAST_BYTES = KIBI ** 2;

/** Cores of `2`, `0.5` or `500m` (Kubernetes notation). Failure: `invalid`. */
export function parseCpus(text: string): Result<number> {
  const [, digits, unit] = /^(\d{1,9}(?:\.\d{1,9})?)(m?)$/.exec(text) ?? [];
  if (digits === undefined) return invalid(t('Cores are written like 2, 0.5 or 500m, not “{0}”.', clip(text)));
  const cpus = unit === 'm' ? Number(digits) / 1000 : Number(digits);
  return cpus > 0 ? ok(cpus) : invalid(t('The number of cores must be more than 0.'));
}

/** Bytes of `2Gi`, `512Mi`, `1.5G` or a plain number of bytes (Kubernetes notation). Failure: `invalid`, with the spelling that was meant. */
export function parseBytes(text: string): Result<number> {
  const [, digits, unit] = /^(\d{1,18}(?:\.\d{1,9})?)\s?([A-Za-z]{0,5})$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) {
    return invalid(t('A size is written like 2Gi, 512Mi or 1.5G, not “{0}”.', clip(text)));
  }
  const factor = unit === '' ? 1 : BYTE_UNITS.get(unit);
  if (factor === undefined || /\s/.test(text)) return invalid(sizeHint(text, digits, unit));
  const bytes = Math.round(Number(digits) * factor);
  if (bytes >= LEAST_BYTES) return Number.isSafeInteger(bytes) ? ok(bytes) : invalid(t('“{0}” is too large.', text));
  return invalid(
    t(
      '“{0}” means {1} bytes. Write {2} for gibibytes or {3} for mebibytes.',
      text,
      bytes,
      `${digits}Gi`,
      `${digits}Mi`,
    ),
  );
}

/** What somebody means who writes `2GB`, `2g`, `512m` or `2 Gi`: docker's `g` and `m` are binary units. */
function sizeHint(text: string, digits: string, unit: string): string {
  const letter = unit.charAt(0).toUpperCase();
  const isKnown = /^[KMGTP]$/.test(letter) && /^.(i?b|i)?$/i.test(unit);
  if (!isKnown) return t('“{0}” has no known unit. Write a size like 2Gi, 512Mi or 1.5G.', clip(text));
  const binary = `${digits}${letter}i`;
  const decimal = `${digits}${letter === 'K' ? 'k' : letter}`;
  if (unit === `${letter}i` || /i/i.test(unit)) return t('“{0}” is not a size here. Write {1}.', text, binary);
  return t('“{0}” is not a size here. Write {1} (powers of 1024) or {2} (powers of 1000).', text, binary, decimal);
}

/** Milliseconds of `90s`, `2h`, `1h30m` or `500ms`. Failure: `invalid`. */
export function parseDuration(text: string): Result<number> {
  if (/^\d{1,12}$/.test(text))
    return invalid(t('“{0}” has no unit. Write {1} for seconds or {2} for minutes.', text, `${text}s`, `${text}m`));
  if (!/^(\d{1,9}(\.\d{1,3})?(ms|d|h|m|s)){1,5}$/.test(text)) {
    return invalid(t('A duration is written like 90s, 30m, 2h or 1h30m, not “{0}”.', clip(text)));
  }
  let milliseconds = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)) {
    milliseconds += Number(digits) * (DURATION_UNITS.get(unit ?? '') ?? 0);
  }
  return milliseconds > 0 ? ok(Math.round(milliseconds)) : invalid(t('A duration must be more than 0.'));
}

/** The shortest exact spelling that `parseCpus` reads back: `2`, `1.5`, `250m`. */
export function formatCpus(cpus: number): string {
  if (Number.isInteger(cpus)) return String(cpus);
  return cpus < 1 ? `${Math.round(cpus * 1000)}m` : String(Math.round(cpus * 1000) / 1000);
}

/** `2Gi`, `512Mi`, else one decimal of the largest binary unit: `1.4Gi`. */
export function formatBytes(bytes: number): string {
  const units = ['Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;
  for (const unit of units) {
    const size = bytes / (BYTE_UNITS.get(unit) ?? 1);
    if (size >= 1) return `${Number.isInteger(size) ? size : size.toFixed(1).replace(/\.0$/, '')}${unit}`;
  }
  return String(bytes);
}

/** `1h30m`, `90s` as `1m30s`; reads back through `parseDuration`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds));
  let text = '';
  for (const [unit, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}

function invalid(message: string): Result<never> {
  return fail({ code: 'invalid', message });
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
