import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import type { DockerFlag, Instruction } from '../../dockerfile/instruction.ts';
import { stageNamed } from '../../dockerfile/stageUse.ts';
import { replaced, withoutWord } from '../../lint/fixes/dockerEdits.ts';
import type { FindingSink } from '../../lint/findingSink.ts';
import { type FlagKind, INSTRUCTION_FLAGS } from './instructionShapes.ts';

const UNKNOWN: Readonly<Record<string, string>> = {
  ADD: 'docker-syntax-unknown-add-flag',
  COPY: 'docker-syntax-unknown-copy-flag',
  FROM: 'docker-syntax-unknown-from-flag',
  HEALTHCHECK: 'docker-syntax-unknown-healthcheck-flag',
};
/** The builder takes their flags off and never looks at them. */
const UNCHECKED = new Set(['ARG', 'STOPSIGNAL', 'MAINTAINER']);
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const DURATION = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)[^\d.]+)+$/;

/** Flags of an instruction: whether they exist, stand once, and have values that can be read. */
export function checkFlags(instruction: Instruction, sink: FindingSink): void {
  const { keyword, flags } = instruction;
  if (flags.length === 0 || UNCHECKED.has(keyword)) return;
  // `HEALTHCHECK NONE` never looks at its flags.
  if (keyword === 'HEALTHCHECK' && instruction.words[0]?.text.toUpperCase() === 'NONE') return;
  const known = INSTRUCTION_FLAGS[keyword] ?? {};
  const seen = new Set<string>();
  for (const flag of flags) {
    const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    if (kind === undefined) unknownFlag(instruction, flag, Object.keys(known), sink);
    else {
      if (seen.has(flag.name) && kind !== 'list') duplicateFlag(instruction, flag, sink);
      checkValue(flag, kind, sink);
      if (keyword === 'HEALTHCHECK') checkHealth(flag, sink);
      if (keyword === 'COPY' && flag.name === 'from') checkFrom(instruction, flag, sink);
    }
    seen.add(flag.name);
  }
}

function unknownFlag({ keyword }: Instruction, flag: DockerFlag, known: readonly string[], sink: FindingSink): void {
  const near = nearestName(flag.name, known);
  const span = { start: flag.start, end: flag.start + 2 + flag.name.length };
  const rule = UNKNOWN[keyword] ?? 'docker-syntax-unknown-flag';
  const message =
    near === undefined
      ? t('{0} has no flag “--{1}”.', keyword, flag.name)
      : t('{0} has no flag “--{1}”; did you mean “--{2}”?', keyword, flag.name, near);
  sink.add(rule, span, {
    message,
    fixes: () =>
      near === undefined
        ? []
        : [{ title: t('Write “{0}”', `--${near}`), edits: [replaced(span, `--${near}`)], isSafe: false }],
  });
}

function duplicateFlag({ source }: Instruction, flag: DockerFlag, sink: FindingSink): void {
  sink.add('docker-syntax-flag-duplicate', flag, {
    message: t('The flag “--{0}” stands twice.', flag.name),
    fixes: () => [
      { title: t('Remove “{0}”', `--${flag.name}`), edits: [withoutWord(source.text, flag)], isSafe: false },
    ],
  });
}

function checkValue(flag: DockerFlag, kind: FlagKind, sink: FindingSink): void {
  const { name, value } = flag;
  if (value === undefined) {
    if (kind !== 'boolean')
      sink.add('docker-syntax-flag-missing-value', flag, { message: t('The flag “--{0}” needs a value.', name) });
    return;
  }
  if (kind !== 'boolean') return;
  if (value === '')
    sink.add('docker-syntax-flag-missing-value', flag, { message: t('The flag “--{0}” needs a value.', name) });
  else if (!/^(?:true|false)$/i.test(value)) {
    const rule = name === 'link' ? 'docker-syntax-invalid-link-value' : 'docker-syntax-expected-boolean';
    sink.add(rule, flag, { message: t('The flag “--{0}” is true or false, not “{1}”.', name, value) });
  }
}

function checkHealth(flag: DockerFlag, sink: FindingSink): void {
  const { name, value, valueSpan } = flag;
  if (value === undefined || value === '') return;
  if (name === 'retries') {
    if (!/^[+-]?\d+$/.test(value))
      sink.add('docker-syntax-flag-invalid-duration', valueSpan, { message: t('“{0}” is no number.', value) });
    else if (Number(value) < 1)
      sink.add('docker-syntax-flag-at-least-one', valueSpan, {
        message: t('“--retries” is at least 1; 0 means the default.'),
      });
    return;
  }
  if (value === '0') return;
  if (/^[+-]?\d+(?:\.\d*)?$/.test(value))
    sink.add('docker-syntax-flag-missing-duration', valueSpan, {
      message: t('“{0}” has no unit: write “{0}s” for seconds.', value),
    });
  else if (!DURATION.test(value))
    sink.add('docker-syntax-flag-invalid-duration', valueSpan, {
      message: t('“{0}” is no time such as “30s” or “1m30s”.', value),
    });
  else checkUnits(value, flag, sink);
}

function checkUnits(value: string, { valueSpan }: DockerFlag, sink: FindingSink): void {
  let milliseconds = 0;
  for (const [, amount = '', unit = ''] of value.matchAll(/([\d.]+)([^\d.]+)/g)) {
    const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (factor === undefined) {
      sink.add('docker-syntax-flag-unknown-unit', valueSpan, {
        message: t('“{0}” is no unit of time: there are ns, us, ms, s, m and h.', unit),
      });
      return;
    }
    milliseconds += Number(amount) * factor;
  }
  if (milliseconds !== 0 && (milliseconds < 1 || value.startsWith('-')))
    sink.add('docker-syntax-flag-less-than-1ms', valueSpan, { message: t('“{0}” is less than a millisecond.', value) });
}

function checkFrom(copy: Instruction, flag: DockerFlag, sink: FindingSink): void {
  const { stage } = copy;
  const { value } = flag;
  if (!stage || value === undefined || value === '' || copy.outer) return;
  if (/\$[\w{]/.test(value)) {
    sink.add('docker-syntax-invalid-from-value', flag.valueSpan, {
      message: t('“--from” takes no variables: give the image a stage of its own with FROM.'),
    });
    return;
  }
  if (stageNamed(stage.file, value, copy)) return;
  const later = stage.file.stages.find((one) => one.index > stage.index && one.name === value.toLowerCase());
  if (later)
    sink.add('docker-syntax-invalid-from-value', flag.valueSpan, {
      message: t('The stage “{0}” stands below: only from one that stands before can be copied.', value),
    });
  else if (/^\d+$/.test(value) && Number(value) > stage.index)
    sink.add('docker-syntax-invalid-from-value', flag.valueSpan, {
      message: t('There is no stage with the number {0} before this one.', value),
    });
  // Names of stages, contexts and images have no other characters.
  else if (/[^\w./:@-]/.test(value))
    sink.add('docker-syntax-invalid-from-value', flag.valueSpan, {
      message: t('“{0}” names neither a stage nor an image.', value),
    });
}
