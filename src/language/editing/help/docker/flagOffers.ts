import { t } from '../../../../domain/base/text.ts';
import type { Instruction } from '../../../dockerfile/instruction.ts';
import { type FlagKind, INSTRUCTION_FLAGS } from '../../../rules/docker/instructionShapes.ts';
import { CHOICE, FIELD, KEYWORD, type Offer, type Offers, VALUE } from '../textHelp.ts';
import type { DockerCursor } from './dockerCursor.ts';
import { flagTexts, MOUNT_FIELDS, mountTexts } from './dockerWords.ts';
import { stageOffer } from './stageOffer.ts';

/** Names and values of flags at a cursor that stands in one. */
export function flagOffers(
  { instruction, before, word }: DockerCursor & { readonly at: 'arguments' },
  offset: number,
): Offers | undefined {
  const equals = before.indexOf('=');
  if (equals < 0) return { word, offers: names(instruction, offset) };
  const name = before.slice(2, equals);
  if (name === 'mount') return mountOffers(instruction, before.slice(equals + 1), offset);
  const value = { start: word.start + equals + 1, end: word.end };
  const offers = values(instruction, name);
  return offers.length > 0 ? { word: value, offers } : undefined;
}

function names({ keyword, flags }: Instruction, offset: number): readonly Offer[] {
  const texts = flagTexts()[keyword] ?? {};
  const present = new Set(flags.filter(({ start, end }) => offset < start || end < offset).map(({ name }) => name));
  return Object.entries(INSTRUCTION_FLAGS[keyword] ?? {})
    .filter(([name, kind]) => kind === 'list' || !present.has(name))
    .map(([name, kind]) => flagOffer(name, kind, texts[name]));
}

function flagOffer(name: string, kind: FlagKind, documentation = ''): Offer {
  const written = kind === 'boolean' ? `--${name}` : `--${name}=`;
  return {
    label: `--${name}`,
    kind: FIELD,
    documentation,
    insertText: written,
    ...(kind === 'boolean' ? {} : { opensNext: true }),
  };
}

function values(instruction: Instruction, name: string): readonly Offer[] {
  const kind = INSTRUCTION_FLAGS[instruction.keyword]?.[name];
  if (kind === 'boolean') return ['true', 'false'].map((label) => ({ label, kind: CHOICE }));
  if (name === 'from') return stagesBefore(instruction);
  return (VALUES[name] ?? []).map((label) => ({ label, kind: CHOICE }));
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  platform: ['linux/amd64', 'linux/arm64', '$BUILDPLATFORM', '$TARGETPLATFORM'],
  network: ['default', 'none', 'host'],
  security: ['sandbox', 'insecure'],
  device: ['nvidia.com/gpu=all'],
  interval: ['30s'],
  timeout: ['5s'],
  'start-period': ['120s'],
  retries: ['3'],
};

/** Stages that can be copied from. */
function stagesBefore({ stage }: Instruction): readonly Offer[] {
  if (!stage) return [];
  return stage.file.stages.slice(0, stage.index).flatMap((one) => stageOffer(one));
}

/** Whole mounts that people write. Sources: docs.docker.com, Optimize cache usage in builds; documentation of pip, uv and apt. */
const WHOLE_MOUNTS: readonly string[] = [
  'type=cache,target=/root/.cache/pip',
  'type=cache,target=/root/.cache/uv',
  'type=cache,target=/root/.cache/huggingface',
  'type=cache,target=/opt/conda/pkgs',
  'type=cache,target=/var/cache/apt,sharing=locked',
  'type=cache,target=/var/lib/apt,sharing=locked',
  'type=bind,source=requirements.txt,target=requirements.txt',
  'type=secret,id=hf_token,env=HF_TOKEN',
];
const SHARING = ['shared', 'private', 'locked'];

function mountOffers(instruction: Instruction, written: string, offset: number): Offers {
  const { text } = instruction.source;
  const fields = written.split(',');
  const field = fields.at(-1) ?? '';
  const equals = field.indexOf('=');
  const typed = equals < 0 ? field : field.slice(equals + 1);
  const rest = /^[^\s,]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const word = { start: offset - typed.length, end: offset + rest };
  if (equals >= 0) return { word, offers: fieldValues(instruction, field.slice(0, equals)) };
  const type = fields.map((one) => /^type=(\w+)$/.exec(one)?.[1]).find((one) => one !== undefined);
  if (type === undefined) return { word, offers: fields.length > 1 ? typeField() : [...typeField(), ...wholeMounts()] };
  const present = new Set(fields.slice(0, -1).map((one) => one.split('=', 1)[0]));
  const offers = (MOUNT_FIELDS[type] ?? [])
    .filter((name) => !present.has(name))
    .map((name): Offer => ({ label: name, kind: FIELD, insertText: /^r[ow]$/.test(name) ? name : `${name}=` }));
  return { word, offers };
}

function typeField(): readonly Offer[] {
  return [{ label: 'type', kind: FIELD, insertText: 'type=', opensNext: true }];
}

function wholeMounts(): readonly Offer[] {
  return WHOLE_MOUNTS.map((label) => ({ label, kind: VALUE, detail: t('example') }));
}

function fieldValues(instruction: Instruction, name: string): readonly Offer[] {
  if (name === 'type')
    return Object.entries(mountTexts()).map(([label, documentation]) => ({ label, kind: KEYWORD, documentation }));
  if (name === 'sharing') return SHARING.map((label) => ({ label, kind: CHOICE }));
  if (name === 'from') return stagesBefore(instruction);
  return name === 'required' ? ['true', 'false'].map((label) => ({ label, kind: CHOICE })) : [];
}
