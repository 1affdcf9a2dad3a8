import { t } from '../../../domain/base/text.ts';
import type { ComposeService } from '../../compose/composeService.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ComposeRule } from '../../lint/composeRule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { serviceWith } from './serviceWith.ts';

type Path = readonly string[];

const SIZES: readonly Path[] = [
  ['shm_size'],
  ['mem_limit'],
  ['mem_reservation'],
  ['memswap_limit'],
  ['build', 'shm_size'],
  ['deploy', 'resources', 'limits', 'memory'],
  ['deploy', 'resources', 'reservations', 'memory'],
];
const DURATIONS: readonly Path[] = [
  ['stop_grace_period'],
  ...['interval', 'timeout', 'start_period', 'start_interval'].map((field) => ['healthcheck', field]),
  ...['delay', 'window'].map((field) => ['deploy', 'restart_policy', field]),
  ...['delay', 'monitor'].map((field) => ['deploy', 'update_config', field]),
];
const SIZE = /^-?\d+(?:\.\d+)? ?(?:b|[kmgtp](?:b|ib)?)?$/i;
const DURATION = /^(?:0|(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+)$/;
/** Two fields of which only one may be there. */
const EXCLUSIVE: readonly (readonly [Path, Path])[] = [
  [['network_mode'], ['networks']],
  [
    ['build', 'dockerfile'],
    ['build', 'dockerfile_inline'],
  ],
];

function* written(service: ComposeService, paths: readonly Path[]): Iterable<readonly [YamlValue, string]> {
  for (const path of paths) {
    const value = service.at(...path);
    const text = service.text(...path);
    if (value && text !== undefined) yield [value, text];
  }
}

/** What a field must look like, and what to say otherwise. */
const FORMATS: readonly (readonly [path: Path, pattern: RegExp, message: (text: string) => string])[] = [
  [
    ['pull_policy'],
    /^(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:\d+[wdhms])+)$/,
    (text) => t('“{0}” is no policy: there are always, missing, never, build, daily, weekly and “every_12h”.', text),
  ],
  [
    ['container_name'],
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
    (text) => t('“{0}” is no name of a container: at least two letters, digits, “_”, “.” or “-”.', text),
  ],
];
/** `[[address:][host]:]container[/protocol]`, where ports may be ranges. */
const PORT = /^(?:(?:\[[0-9a-fA-F:]+\]|[\d.]*):(?:(\d+)(?:-(\d+))?)?:|(\d+)(?:-(\d+))?:)?(\d+)(?:-(\d+))?(?:\/\w+)?$/;
const HIGHEST_PORT = 65_535;

function isPort(text: string): boolean {
  const found = PORT.exec(text);
  return found !== null && found.slice(1).every((port) => port === undefined || Number(port) <= HIGHEST_PORT);
}

/** Values that Compose cannot read, and fields that exclude each other: a line each in the tables above. */
export const composeValueRules: readonly ComposeRule[] = [
  {
    id: 'compose-shm-size-syntax',
    on: 'service',
    kinds: 'service',
    severity: 'error',
    fix: 'choice',
    check(service, report) {
      for (const [value, text] of written(service, SIZES)) {
        if (SIZE.test(text)) continue;
        // `8Gi` is how Kubernetes writes it.
        const wanted = /^\d+(?:\.\d+)?[KMGTP]i$/i.test(text) ? `${text}B` : undefined;
        report.at(value.span, t('“{0}” is no size such as “8gb”.', text), {
          fixes: () => (wanted === undefined ? [] : choiceFix(t('Write “{0}”', wanted), replaceValue(value, wanted))),
        });
      }
    },
    page: () => ({
      what: 'A size of memory that Compose cannot read.',
      why: 'Compose refuses the file. `8Gi` is the form of Kubernetes; here it is `8gb` or `8GiB`.',
      source: 'Compose specification, Specifying byte values; compose-go 2.16, measured.',
      bad: serviceWith('image: trainer:1\nshm_size: 8Gi'),
      good: serviceWith('image: trainer:1\nshm_size: 8gb'),
    }),
  },
  {
    id: 'compose-duration-syntax',
    on: 'service',
    kinds: 'service',
    severity: 'error',
    check(service, report) {
      for (const [value, text] of written(service, DURATIONS))
        if (value.string !== undefined && !DURATION.test(text))
          report.at(value.span, t('“{0}” is no time such as “30s” or “1m30s”.', text));
    },
    page: () => ({
      what: 'A time that Compose cannot read.',
      why: 'Compose refuses the whole file: no service starts.',
      source: 'Compose specification, Specifying durations; compose-go 2.16, measured.',
      bad: serviceWith('image: trainer:1\nhealthcheck:\n  test: [CMD, "true"]\n  interval: 5 seconds'),
      good: serviceWith('image: trainer:1\nhealthcheck:\n  test: [CMD, "true"]\n  interval: 5s'),
    }),
  },
  {
    id: 'compose-value-format',
    on: 'service',
    kinds: 'service',
    severity: 'error',
    check(service, report) {
      for (const [path, pattern, message] of FORMATS)
        for (const [value, text] of written(service, [path]))
          if (!pattern.test(text)) report.at(value.span, message(text));
      for (const port of service.at('ports')?.items() ?? []) {
        const { text } = port;
        if (text !== undefined && !text.includes('$') && !isPort(text))
          report.at(port.span, t('“{0}” is no port such as “8080:80”: ports are numbers up to 65535.', text));
      }
    },
    page: () => ({
      what: 'A port, a pull policy or a name of a container that Compose cannot read.',
      why: 'Compose refuses the whole file: no service starts.',
      source: 'Compose specification; compose-go 2.16, measured.',
      bad: serviceWith("image: trainer:1\nports: ['http:80']"),
      good: serviceWith("image: trainer:1\nports: ['8080:80']"),
    }),
  },
  {
    id: 'compose-exclusive-fields',
    on: 'service',
    kinds: 'service',
    severity: 'error',
    check(service, report) {
      for (const [one, two] of EXCLUSIVE) {
        const [first, second] = [service.at(...one), service.at(...two)];
        if (first && second)
          report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', one.join('.'), two.join('.')));
      }
    },
    page: () => ({
      what: 'Two fields that exclude each other.',
      why: 'Compose refuses the whole file: no service starts.',
      source: 'compose-go 2.16, measured.',
      bad: serviceWith('image: trainer:1\nnetwork_mode: host\nnetworks: [backend]', 'networks:\n  backend:\n'),
      good: serviceWith('image: trainer:1\nnetworks: [backend]', 'networks:\n  backend:\n'),
    }),
  },
];
