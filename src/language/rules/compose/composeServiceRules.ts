import { t } from '../../../domain/base/text.ts';
import { printImageRef } from '../../../domain/images/imageRef.ts';
import type { ComposeService } from '../../compose/composeService.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ComposeRule } from '../../lint/composeRule.ts';
import { serviceWith } from './serviceWith.ts';

const SECRET = /(?:^|_)(?:API_?KEY|PASSWORD|PASSWD|SECRET|TOKEN|SECRET_ACCESS_KEY|CREDENTIALS?)$/i;
/** Where libraries keep models that they download. */
const CACHES =
  /^(?:\/root|\/home\/\w+)\/\.cache(?:\/(?:huggingface|torch|vllm)(?:\/.*)?)?$|^\/(?:data|models?|root\/\.ollama)$/;
/** Official images without a health check of their own. */
const NO_HEALTHCHECK =
  /^docker\.io\/library\/(?:postgres|redis|mysql|mariadb|mongo|rabbitmq|memcached|nginx|python|ubuntu|debian|alpine|busybox|httpd|zookeeper)$/;

/** Services one by one. */
export const composeServiceRules: readonly ComposeRule[] = [
  {
    id: 'compose-image-latest',
    on: 'service',
    kinds: 'service',
    severity: 'warning',
    check(service, report) {
      const { image } = service;
      const value = service.at('image');
      // With a build the image is what the build makes.
      if (!image || !value || image.digest !== undefined || service.at('build')) return;
      if (image.tag === undefined)
        report.at(
          value.span,
          t('“{0}” has no tag, so the newest image is taken: each pull may bring another one.', printImageRef(image)),
        );
      else if (image.tag === 'latest')
        report.at(value.span, t('The tag “latest” moves: each pull may bring another image.'));
    },
    page: () => ({
      what: 'The image of a service has the tag `latest`, or none.',
      why: 'The next pull starts other code, on one machine earlier than on another, and nothing in the file says which.',
      source: 'Docker documentation, docker image pull.',
      bad: serviceWith('image: postgres'),
      good: serviceWith('image: postgres:17.2'),
    }),
  },
  {
    id: 'compose-no-image',
    on: 'service',
    kinds: 'service',
    severity: 'error',
    isAboutAbsence: true,
    check(service, report) {
      if (service.isPart || service.at('image') || service.at('build') || service.at('provider')) return;
      report.at(service.head, t('“{0}” has neither an image nor a build.', service.name));
    },
    page: () => ({
      what: 'A service without `image` and without `build`.',
      why: 'Compose refuses the whole file: no service starts.',
      source: 'compose-go 2.16, measured.',
      bad: serviceWith('command: python train.py'),
      good: serviceWith('image: trainer:1\ncommand: python train.py'),
    }),
  },
  {
    id: 'compose-secret-literal',
    on: 'service',
    kinds: 'environment',
    severity: 'warning',
    check(service, report) {
      for (const { name, value, span } of service.pairs('environment')) {
        if (
          !SECRET.test(name) ||
          value === undefined ||
          value.length < 4 ||
          /\$\{?\w/.test(value) ||
          value.startsWith('/run/secrets/')
        )
          continue;
        report.at(span, t('“{0}” stands in the file with its value: use “secrets”, or a variable from outside.', name));
      }
    },
    page: () => ({
      what: 'A password or token stands in `environment` as plain text.',
      why: 'The file is in git, and `docker inspect` shows it to everybody on the machine.',
      source: 'Docker documentation, Secrets in Compose.',
      bad: serviceWith('image: trainer:1\nenvironment:\n  WANDB_API_KEY: 0123456789abcdef'),
      good: serviceWith('image: trainer:1\nenvironment:\n  WANDB_API_KEY: ${WANDB_API_KEY}'),
    }),
  },
  {
    id: 'compose-memory-reservation-gt-limit',
    on: 'service',
    kinds: 'deploy',
    severity: 'error',
    fix: 'choice',
    check(service, report) {
      const [limit, reserved] = [
        service.at('deploy', 'resources', 'limits', 'memory') ?? service.at('mem_limit'),
        service.at('deploy', 'resources', 'reservations', 'memory') ?? service.at('mem_reservation'),
      ];
      const [most, least] = [bytesOf(limit?.text), bytesOf(reserved?.text)];
      if (!limit || !reserved || most === undefined || least === undefined || most <= 0 || least <= most) return;
      report.at(
        reserved.span,
        t(
          '{0} are reserved, and the limit is {1}: the engine refuses the container.',
          reserved.text ?? '',
          limit.text ?? '',
        ),
        { fixes: () => choiceFix(t('Write “{0}”', limit.text ?? ''), replaceValue(reserved, limit.text ?? '')) },
      );
    },
    page: () => ({
      what: 'More memory is reserved than the limit allows.',
      why: 'The engine refuses the container: the limit must be larger than the reservation.',
      source: 'moby, daemon, verification of container resources.',
      bad: serviceWith(
        'image: trainer:1\ndeploy:\n  resources:\n    limits:\n      memory: 2g\n    reservations:\n      memory: 4g',
      ),
      good: serviceWith(
        'image: trainer:1\ndeploy:\n  resources:\n    limits:\n      memory: 4g\n    reservations:\n      memory: 2g',
      ),
    }),
  },
  {
    id: 'compose-anonymous-model-cache',
    on: 'service',
    kinds: 'volumes',
    severity: 'info',
    check({ mounts }, report) {
      for (const { source, target, type, span } of mounts)
        if (type === 'volume' && source === undefined && CACHES.test(target))
          report.at(
            span,
            t('This volume has no name, so a new container begins with an empty one: models are downloaded again.'),
          );
    },
    page: () => ({
      what: 'A cache of models is on a volume without a name.',
      why: 'Compose makes a new one when the container is removed. Gigabytes are downloaded again, and the old ones stay on the disk.',
      source: 'Docker documentation, Volumes, Named and anonymous volumes.',
      bad: serviceWith('image: trainer:1\nvolumes:\n  - /root/.cache/huggingface'),
      good: serviceWith('image: trainer:1\nvolumes:\n  - models:/root/.cache/huggingface', 'volumes:\n  models:\n'),
    }),
  },
  {
    id: 'compose-jupyter-no-token',
    on: 'service',
    kinds: 'service',
    severity: 'warning',
    check(service, report) {
      const isOpen =
        /--(?:NotebookApp|ServerApp|IdentityProvider)\.(?:token|password)=(?:''|""|\s|$)/.test(service.command) ||
        service.pairs('environment').some(({ name, value }) => name === 'JUPYTER_TOKEN' && value === '');
      const port = service.ports.find(
        ({ address, published }) => published !== undefined && !/^(?:127\.|localhost|\[?::1)/.test(address),
      );
      if (isOpen && port)
        report.at(port.span, t('Jupyter has no token, and this port is open to the network: everybody may run code.'));
    },
    page: () => ({
      what: 'Jupyter without a token, at a port that is published on all addresses.',
      why: 'A notebook runs whatever is sent to it. Scanners find open ones within hours.',
      source: 'Jupyter Server documentation, Security.',
      bad: serviceWith(
        "image: quay.io/jupyter/base-notebook:2024-12-09\ncommand: start-notebook.py --IdentityProvider.token=''\nports:\n  - '8888:8888'",
      ),
      good: serviceWith(
        "image: quay.io/jupyter/base-notebook:2024-12-09\ncommand: start-notebook.py --IdentityProvider.token=''\nports:\n  - '127.0.0.1:8888:8888'",
      ),
    }),
  },
  {
    id: 'compose-healthcheck-test',
    on: 'service',
    kinds: 'healthcheck',
    severity: 'error',
    check(service, report) {
      const test = service.at('healthcheck', 'test');
      const first = test?.isList ? test.at(0)?.text : undefined;
      if (test && first !== undefined && !/^(?:CMD|CMD-SHELL|NONE)$|\$/.test(first))
        report.at(test.headSpan, t('The list begins with “CMD”, “CMD-SHELL” or “NONE”, not with “{0}”.', first));
    },
    page: () => ({
      what: 'The test of a health check is a list that does not begin with `CMD`, `CMD-SHELL` or `NONE`.',
      why: 'Compose refuses the whole file: no service starts.',
      source: 'Compose specification, healthcheck; compose-go 2.16, measured.',
      bad: serviceWith('image: trainer:1\nhealthcheck:\n  test: [curl, -f, http://localhost]'),
      good: serviceWith('image: trainer:1\nhealthcheck:\n  test: [CMD, curl, -f, http://localhost]'),
    }),
  },
  {
    id: 'compose-healthcheck-missing-for-service_healthy',
    on: 'file',
    kinds: 'depends_on',
    severity: 'warning',
    isAboutAbsence: true,
    check({ services, isPart }, report) {
      for (const service of isPart ? [] : services)
        for (const { name, span, value } of service.names('depends_on')) {
          const other = services.find((one) => one.name === name);
          if (other && value.at('condition')?.text === 'service_healthy' && hasNoHealthcheck(other))
            report.at(span, t('“{0}” has no health check, so it never becomes healthy.', name));
        }
    },
    page: () => ({
      what: 'A service waits for another one to be healthy, and that one has no health check.',
      why: 'Compose ends with “container has no healthcheck configured”, and the waiting service does not start.',
      source: 'Compose specification, depends_on.',
      bad: serviceWith(
        'image: trainer:1\ndepends_on:\n  db:\n    condition: service_healthy',
        '  db:\n    image: postgres:17.2\n',
      ),
      good: serviceWith(
        'image: trainer:1\ndepends_on:\n  db:\n    condition: service_healthy',
        '  db:\n    image: postgres:17.2\n    healthcheck:\n      test: [CMD, pg_isready]\n',
      ),
    }),
  },
  {
    id: 'compose-version-obsolete',
    on: 'file',
    kinds: 'file',
    severity: 'info',
    fix: 'safe',
    check({ root }, report) {
      const version = root?.at('version');
      if (!version) return;
      report.at(version.headSpan, t('“version” has no meaning any more, and Compose warns of it.'), {
        tag: 'deprecated',
        fixes: () => {
          const edit = removeEntry(version);
          return edit ? [{ title: t('Remove “{0}”', 'version'), edits: [edit], isSafe: true }] : [];
        },
      });
    },
    page: () => ({
      what: 'The field `version` at the top.',
      why: 'Compose takes the newest specification whatever it says. Who reads it thinks that the features of that version count.',
      source: 'Compose specification, Version top-level element (obsolete).',
      bad: `version: '3.8'\n${serviceWith('image: trainer:1')}`,
      good: serviceWith('image: trainer:1'),
    }),
  },
  {
    id: 'compose-port-conflict',
    on: 'file',
    kinds: 'ports',
    severity: 'error',
    check({ services }, report) {
      const taken = new Map<string, string>();
      for (const service of services) {
        // Profiles, and networks of the host, decide what runs together.
        if (service.at('profiles') || service.at('network_mode')) continue;
        for (const { published, address, protocol, span } of service.ports) {
          if (published === undefined || published === '0') continue;
          const key = `${address === '0.0.0.0' ? '' : address}:${published}/${protocol}`;
          const other = taken.get(key);
          if (other !== undefined && other !== service.name)
            report.at(
              span,
              t('“{0}” publishes port {1} of the machine too: the second one does not start.', other, published),
            );
          else taken.set(key, service.name);
        }
      }
    },
    page: () => ({
      what: 'Two services publish the same port of the machine.',
      why: 'The second container does not start: “port is already allocated”.',
      source: 'Docker documentation, Publishing ports.',
      bad: serviceWith(
        "image: trainer:1\nports: ['8080:80']",
        "  web:\n    image: nginx:1.27.3\n    ports: ['8080:8080']\n",
      ),
      good: serviceWith(
        "image: trainer:1\nports: ['8080:80']",
        "  web:\n    image: nginx:1.27.3\n    ports: ['8081:8080']\n",
      ),
    }),
  },
];

/** An image may bring a check of its own; those that are listed do not. */
function hasNoHealthcheck(service: ComposeService): boolean {
  if (service.isPart) return false;
  const check = service.at('healthcheck');
  if (!check) return !service.at('build') && NO_HEALTHCHECK.test(service.repository);
  return check.at('disable')?.boolean === true || check.at('test', 0)?.text === 'NONE';
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  p: 1024 ** 5,
};

/** Bytes of `8g`, `512mb`, `1.5GiB`; undefined for what is no size. */
function bytesOf(text: string | undefined): number | undefined {
  const [, amount, unit = 'b'] = /^(\d+(?:\.\d+)?) ?(?:([bkmgtp])(?:b|ib)?)?$/i.exec(text ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit.toLowerCase()] ?? 1);
}
