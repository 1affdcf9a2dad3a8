import { t } from '../../../domain/base/text.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { LintContext } from '../../lint/lintContext.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';

const KEY = /^[a-z](?:[a-z0-9]|[.-](?=[a-z0-9]))*[a-z0-9]$|^[a-z]$/;
const RESERVED = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;

/** Kinds of values, and how one is known. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  url: /^(?:https?|ftp|ssh|git):\/\/[^\s/]+\S*$/,
  time: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  spdx: /^[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*$/,
  hash: /^[0-9a-f]{7}$|^[0-9a-f]{40}$|^[0-9a-f]{64}$/,
  semver: /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
};
/** Of the OCI specification; the setting adds more. */
const OCI: Readonly<Record<string, string>> = {
  'org.opencontainers.image.created': 'time',
  'org.opencontainers.image.url': 'url',
  'org.opencontainers.image.source': 'url',
  'org.opencontainers.image.documentation': 'url',
  'org.opencontainers.image.licenses': 'spdx',
};

/** The labels that the settings name, with the kinds of their values: `labels: { maintainer: email, version: text }`. */
function configured({ options }: LintContext): ReadonlyMap<string, string> {
  const labels = ['docker-label-missing', 'docker-label-extra', 'docker-label-format']
    .map((id) => options.get(id)?.['labels'])
    .find((found) => found !== undefined);
  if (typeof labels !== 'object' || labels === null) return new Map();
  return new Map(
    Object.entries(labels).flatMap(([name, format]) => (typeof format === 'string' ? [[name, format] as const] : [])),
  );
}

/** LABEL. */
export const labelRules: readonly DockerRule[] = [
  {
    id: 'docker-label-key',
    on: 'instruction',
    keywords: ['LABEL'],
    kinds: 'LABEL',
    severity: 'hint',
    aliases: ['hadolint/DL3048'],
    check(label, report) {
      for (const { name } of label.pairs) {
        const key = label.plain(name.text);
        if (RESERVED.test(key)) report.at(name, t('Names that begin so belong to Docker.'));
        else if (key !== '' && !key.includes('$') && !KEY.test(key))
          report.at(name, t('Keys of labels are small letters, digits, “.” and “-”.'));
      }
    },
    page: () => ({
      what: 'The key of a label breaks the convention for keys.',
      why: 'Tools that filter by labels split keys at dots and expect small letters.',
      source: 'Docker documentation, Docker object labels, Key format recommendations.',
      bad: dockerfileWith('LABEL Team_Name="vision"'),
      good: dockerfileWith('LABEL com.example.team-name="vision"'),
    }),
  },
  {
    id: 'docker-label-empty',
    on: 'instruction',
    keywords: ['LABEL'],
    kinds: 'LABEL',
    severity: 'warning',
    aliases: ['hadolint/DL3051'],
    check(label, report) {
      for (const { name, value } of label.pairs)
        if (value && label.plain(value.text).trim() === '')
          report.at(name, t('The label “{0}” is empty.', label.plain(name.text)));
    },
    page: () => ({
      what: 'A label without a value.',
      why: 'It overwrites the one of the base image with nothing, and who filters by it finds nothing.',
      source: 'Docker documentation, LABEL.',
      bad: dockerfileWith('LABEL org.opencontainers.image.version=""'),
      good: dockerfileWith('LABEL org.opencontainers.image.version="1.4.0"'),
    }),
  },
  {
    id: 'docker-label-format',
    on: 'instruction',
    keywords: ['LABEL'],
    kinds: 'LABEL',
    severity: 'warning',
    isOff: true,
    aliases: [
      'hadolint/DL3052',
      'hadolint/DL3053',
      'hadolint/DL3054',
      'hadolint/DL3055',
      'hadolint/DL3056',
      'hadolint/DL3058',
    ],
    check(label, report, context) {
      const own = configured(context);
      for (const { name, value } of label.pairs) {
        const key = label.plain(name.text);
        const format = own.get(key) ?? OCI[key] ?? '';
        const text = value && label.plain(value.text);
        if (value && text !== undefined && text !== '' && !text.includes('$') && FORMATS[format]?.test(text) === false)
          report.at(value, t('“{0}” is not a value for “{1}”, which is of the kind {2}.', text, key, format));
      }
    },
    page: () => ({
      what: 'A label whose value is not of the kind that its key promises: an address, a time, a licence, a hash, a version.',
      why: 'Registries and inventories parse these labels and drop what they cannot read.',
      source: 'OCI image specification, Annotations.',
      bad: dockerfileWith('LABEL org.opencontainers.image.created="yesterday"'),
      good: dockerfileWith('LABEL org.opencontainers.image.created="2026-05-01T12:00:00Z"'),
    }),
  },
  {
    id: 'docker-label-missing',
    on: 'stage',
    kinds: 'last stage',
    severity: 'info',
    isOff: true,
    isAboutAbsence: true,
    aliases: ['hadolint/DL3049'],
    check(stage, report, context) {
      if (!stage.isLast) return;
      const wanted = configured(context);
      const names = wanted.size === 0 ? ['org.opencontainers.image.source'] : Array.from(wanted.keys());
      const there = new Set(
        stage.chain.flatMap(({ instructions }) =>
          instructions
            .filter(({ keyword }) => keyword === 'LABEL')
            .flatMap(({ pairs }) => pairs.map(({ name }) => name.text.replaceAll(/["']/g, ''))),
        ),
      );
      for (const name of names)
        if (!there.has(name)) report.at(stage.from.keywordSpan, t('The label “{0}” is missing.', name));
    },
    page: () => ({
      what: 'A label that the settings ask for is missing.',
      why: 'Without it nobody finds the code that an image was built from. The option `labels` names more.',
      source: 'OCI image specification, Annotations.',
      bad: dockerfileWith('USER 1000'),
      good: dockerfileWith('LABEL org.opencontainers.image.source="https://git.example.com/team/trainer"'),
    }),
  },
  {
    id: 'docker-label-extra',
    on: 'instruction',
    keywords: ['LABEL'],
    kinds: 'LABEL',
    severity: 'info',
    isOff: true,
    aliases: ['hadolint/DL3050'],
    check(label, report, context) {
      const allowed = configured(context);
      for (const { name } of label.pairs) {
        const key = label.plain(name.text);
        if (!allowed.has(key) && !key.startsWith('org.opencontainers.image.'))
          report.at(name, t('The label “{0}” is not one of those that the settings name.', key));
      }
    },
    page: () => ({
      what: 'A label that neither the settings nor the OCI specification name.',
      why: 'Who counts on a fixed set of labels overlooks it.',
      source: 'Setting of the organisation (option `labels`).',
      bad: dockerfileWith('LABEL team="vision"'),
      good: dockerfileWith('LABEL org.opencontainers.image.vendor="vision"'),
    }),
  },
];
