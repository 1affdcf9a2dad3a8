import type { Span } from '../../../domain/deploy/specNode.ts';
import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { Dockerfile } from '../../dockerfile/dockerfile.ts';
import type { ComposeFile } from '../../compose/composeFile.ts';
import type { ComposeService } from '../../compose/composeService.ts';
import { findWay } from '../../lint/findWay.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { ComposeRule } from '../../lint/composeRule.ts';
import type { RulePage } from '../../lint/rule.ts';
import { serviceWith } from './serviceWith.ts';

interface Reference {
  readonly name: string;
  readonly span: Span;
}

/** Something that services name and the file must declare, one a line. */
interface Declared {
  readonly id: string;
  readonly section: 'volumes' | 'networks' | 'secrets' | 'configs' | 'models';
  readonly references: (service: ComposeService) => readonly Reference[];
  readonly message: (name: string) => string;
  readonly page: () => RulePage;
}

const SOURCE = 'Compose specification; compose-go 2.16, measured.';
const REFUSED = 'Compose refuses the whole file: no service starts.';

const ROWS: readonly Declared[] = [
  {
    id: 'compose-volume-undeclared',
    section: 'volumes',
    references: ({ mounts }) =>
      mounts.flatMap(({ source, span, type }) =>
        type === 'volume' && source !== undefined && /^[\w.-]+$/.test(source) ? { name: source, span } : [],
      ),
    message: (name) => t('The volume “{0}” is not declared below “volumes”.', name),
    page: () => ({
      what: 'A service mounts a named volume that is not declared.',
      why: REFUSED,
      source: SOURCE,
      bad: serviceWith('image: trainer:1\nvolumes:\n  - models:/models'),
      good: serviceWith('image: trainer:1\nvolumes:\n  - models:/models', 'volumes:\n  models:\n'),
    }),
  },
  {
    id: 'compose-network-undeclared',
    section: 'networks',
    references: (service) => service.names('networks').filter(({ name }) => name !== 'default'),
    message: (name) => t('The network “{0}” is not declared below “networks”.', name),
    page: () => ({
      what: 'A service joins a network that is not declared.',
      why: REFUSED,
      source: SOURCE,
      bad: serviceWith('image: trainer:1\nnetworks: [backend]'),
      good: serviceWith('image: trainer:1\nnetworks: [backend]', 'networks:\n  backend:\n'),
    }),
  },
  {
    id: 'compose-secret-undeclared',
    section: 'secrets',
    references: (service) => service.names('secrets'),
    message: (name) => t('The secret “{0}” is not declared below “secrets”.', name),
    page: () => ({
      what: 'A service uses a secret that is not declared.',
      why: REFUSED,
      source: SOURCE,
      bad: serviceWith('image: trainer:1\nsecrets: [token]'),
      good: serviceWith('image: trainer:1\nsecrets: [token]', 'secrets:\n  token:\n    environment: HF_TOKEN\n'),
    }),
  },
  {
    id: 'compose-config-undeclared',
    section: 'configs',
    references: (service) => service.names('configs'),
    message: (name) => t('The config “{0}” is not declared below “configs”.', name),
    page: () => ({
      what: 'A service uses a config that is not declared.',
      why: REFUSED,
      source: SOURCE,
      bad: serviceWith('image: trainer:1\nconfigs: [settings]'),
      good: serviceWith('image: trainer:1\nconfigs: [settings]', 'configs:\n  settings:\n    file: ./settings.yaml\n'),
    }),
  },
  {
    id: 'compose-model-undeclared',
    section: 'models',
    references: (service) => service.names('models'),
    message: (name) => t('The model “{0}” is not declared below “models”.', name),
    page: () => ({
      what: 'A service uses a model that is not declared.',
      why: REFUSED,
      source: SOURCE,
      bad: serviceWith('image: trainer:1\nmodels: [llm]'),
      good: serviceWith('image: trainer:1\nmodels: [llm]', 'models:\n  llm:\n    model: ai/smollm2\n'),
    }),
  },
];

/** What an empty declaration may be; the others need to know where their content is. */
const EMPTY = new Set(['volumes', 'networks']);

const declaredRules: readonly ComposeRule[] = ROWS.map((row) => ({
  id: row.id,
  on: 'service',
  kinds: row.section,
  severity: 'error',
  // Models came after the name.
  ...(row.section === 'models' ? {} : { aliases: ['ref-compose-service'] }),
  isAboutAbsence: true,
  ...(EMPTY.has(row.section) ? { fix: 'choice' } : {}),
  page: row.page,
  check(service, report) {
    const { file } = service;
    if (file.isPart || !file.root) return;
    for (const { name, span } of row.references(service)) {
      if (file.root.at(row.section, name)) continue;
      report.at(span, row.message(name), {
        fixes: () => (EMPTY.has(row.section) ? declaration(file, row.section, name) : []),
      });
    }
  },
}));

function declaration({ root }: ComposeFile, section: string, name: string) {
  const edit = root && insertUnder(root, [section], `${name}: {}`);
  return edit ? [{ title: t('Declare “{0}”', name), edits: [edit], isSafe: false }] : [];
}

/** Services that a service names. */
function serviceReferences(service: ComposeService): readonly Reference[] {
  const network = service.text('network_mode') ?? '';
  const mode = service.at('network_mode');
  return [
    ...service.names('depends_on'),
    ...service.names('links').map(({ name, span }) => ({ name: name.replace(/:.*$/, ''), span })),
    ...service
      .names('volumes_from')
      .flatMap(({ name, span }) => (name.startsWith('container:') ? [] : { name: name.replace(/:.*$/, ''), span })),
    ...(network.startsWith('service:') && mode ? [{ name: network.slice('service:'.length), span: mode.span }] : []),
  ];
}

/** The service of this file that a service goes on from. */
function extendsReference(service: ComposeService): readonly Reference[] {
  const value = service.at('extends');
  const named = value?.isMap ? value.at('service') : value;
  const name = named?.text;
  return named && name !== undefined && !name.includes('$') && !value?.at('file') ? [{ name, span: named.span }] : [];
}

/** References inside of a Compose file. */
export const composeReferenceRules: readonly ComposeRule[] = [
  ...declaredRules,
  {
    id: 'compose-service-unknown',
    aliases: ['ref-compose-service'],
    on: 'service',
    kinds: 'depends_on, links, volumes_from, network_mode',
    severity: 'error',
    isAboutAbsence: true,
    fix: 'choice',
    check(service, report) {
      const { file } = service;
      if (file.isPart || !file.root) return;
      for (const { name, span } of [...serviceReferences(service), ...extendsReference(service)]) {
        if (name === '' || file.root.at('services', name)) continue;
        const near = nearestName(
          name,
          file.entries('services').flatMap(({ key }) => key ?? []),
        );
        const message =
          near === undefined
            ? t('There is no service “{0}”.', name)
            : t('There is no service “{0}”; did you mean “{1}”?', name, near);
        const isPlain = file.text.slice(span.start, span.end) === name;
        report.at(span, message, {
          fixes: () =>
            near !== undefined && isPlain
              ? [{ title: t('Write “{0}”', near), edits: [{ ...span, newText: near }], isSafe: false }]
              : [],
        });
      }
    },
    page: () => ({
      what: 'A service depends on one that does not exist.',
      why: REFUSED,
      source: SOURCE,
      bad: serviceWith('image: trainer:1\ndepends_on: [tracer]', '  tracker:\n    image: mlflow:2.17.2\n'),
      good: serviceWith('image: trainer:1\ndepends_on: [tracker]', '  tracker:\n    image: mlflow:2.17.2\n'),
    }),
  },
  {
    id: 'compose-depends-cycle',
    on: 'file',
    kinds: 'depends_on',
    severity: 'error',
    check({ services }, report) {
      const references = new Map(services.map((service) => [service.name, serviceReferences(service)]));
      const edges = new Map(Array.from(references, ([name, waits]) => [name, waits.map((wait) => wait.name)]));
      for (const [name, waits] of references) {
        const cycle = findWay(name, name, (one) => edges.get(one) ?? []);
        // Told once, where its first name stands.
        if (!cycle || cycle.some((other) => other < name)) continue;
        const first = waits.find((wait) => wait.name === cycle[0]);
        if (first) report.at(first.span, t('These services wait for each other: {0}.', [name, ...cycle].join(' → ')));
      }
    },
    page: () => ({
      what: 'Services depend on each other in a circle.',
      why: REFUSED,
      source: SOURCE,
      bad: 'services:\n  a:\n    image: a:1\n    depends_on: [b]\n  b:\n    image: b:1\n    depends_on: [a]\n',
      good: 'services:\n  a:\n    image: a:1\n    depends_on: [b]\n  b:\n    image: b:1\n',
    }),
  },
  {
    id: 'compose-build-target',
    aliases: ['ref-docker-stage'],
    on: 'service',
    kinds: 'build',
    severity: 'error',
    check(service, report) {
      const [inline, target] = [service.text('build', 'dockerfile_inline'), service.at('build', 'target')];
      const name = service.text('build', 'target');
      if (inline === undefined || !target || name === undefined) return;
      const { stages, isForeign } = new Dockerfile(inline);
      const isKnown = stages.some((stage) => stage.name === name.toLowerCase() || String(stage.index) === name);
      if (!isKnown && !isForeign) report.at(target.span, t('The Dockerfile has no stage “{0}”.', name));
    },
    page: () => ({
      what: '`build.target` names a stage that the Dockerfile does not have.',
      why: 'The build fails: “target stage could not be found”.',
      source: 'BuildKit, dockerfile2llb.',
      bad: serviceWith(
        'build:\n  context: .\n  target: trian\n  dockerfile_inline: |\n    FROM python:3.12.4-slim AS train\n    USER 1000',
      ),
      good: serviceWith(
        'build:\n  context: .\n  target: train\n  dockerfile_inline: |\n    FROM python:3.12.4-slim AS train\n    USER 1000',
      ),
    }),
  },
];
