import { t } from '../../../domain/base/text.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import { lineBefore, replaced } from '../../lint/fixes/dockerEdits.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { baseSetsNo } from './baseSetsNo.ts';

const ROOT = /^(?:root|0)(?::|$)/;

/** Whether the image runs as root for certain, and where it says so. */
function rootOf(stage: Stage): 'missing' | 'set' | undefined {
  const user = stage.lastOf('USER');
  if (user) return ROOT.test(user.plain(user.rest.text)) ? 'set' : undefined;
  return baseSetsNo(stage, 'USER') && stage.root.base !== 'scratch' ? 'missing' : undefined;
}

function startsJupyter(stage: Stage): boolean {
  return [stage.lastOf('CMD'), stage.lastOf('ENTRYPOINT')].some(
    (one) => one !== undefined && /jupyter|start-notebook/.test(one.source.body),
  );
}

/** As whom a container runs. */
export const userRules: readonly DockerRule[] = [
  {
    id: 'docker-user-root',
    on: 'stage',
    kinds: 'last stage',
    severity: 'warning',
    aliases: ['hadolint/DL3002', 'trivy/DS-0002', 'trivy/DS002'],
    fix: 'choice',
    check(stage, report) {
      const root = stage.isLast ? rootOf(stage) : undefined;
      const user = stage.lastOf('USER');
      if (root === undefined) return;
      const message =
        root === 'set'
          ? t('The image runs as root: the last USER is root.')
          : t('The image runs as root: no USER is set.');
      const start = stage.lastOf('ENTRYPOINT') ?? stage.lastOf('CMD');
      report.at(root === 'set' && user ? user : stage.from.keywordSpan, message, {
        fixes: () => {
          if (root === 'set' && user)
            return [{ title: t('Write “{0}”', 'USER 1000'), edits: [replaced(user.rest, '1000')], isSafe: false }];
          return start
            ? [{ title: t('Add “{0}”', 'USER 1000'), edits: [lineBefore(start, 'USER 1000')], isSafe: false }]
            : [];
        },
      });
    },
    page: () => ({
      what: 'The last stage runs as root.',
      why: 'A hole in a library is then root in the container, and with a mounted folder on the node. Clusters with the restricted standard refuse the pod.',
      source: 'Kubernetes, Pod Security Standards, Running as Non-root.',
      bad: dockerfileWith('USER root\nCMD ["sleep", "1"]'),
      good: dockerfileWith('USER 1000\nCMD ["sleep", "1"]'),
    }),
  },
  {
    id: 'docker-user-root-notebook',
    on: 'stage',
    kinds: 'notebook image',
    severity: 'warning',
    silences: ['docker-user-root'],
    check(stage, report) {
      if (!stage.isLast || rootOf(stage) === undefined || !startsJupyter(stage)) return;
      report.at(
        stage.lastOf('USER') ?? stage.from.keywordSpan,
        t('The notebook server runs as root: everybody with its token is root in the container.'),
      );
    },
    page: () => ({
      what: 'An image that starts Jupyter runs as root.',
      why: 'A notebook runs whatever is typed into it. As root it can change the image’s programs, and files of mounted folders belong to root.',
      source: 'Jupyter Docker Stacks documentation, Common Features.',
      bad: dockerfileWith('USER root\nCMD ["jupyter", "lab", "--ip=0.0.0.0"]'),
      good: dockerfileWith('USER 1000\nCMD ["jupyter", "lab", "--ip=0.0.0.0"]'),
    }),
  },
  {
    id: 'docker-notebook-port',
    on: 'stage',
    kinds: 'notebook image',
    severity: 'hint',
    check(stage, report) {
      if (!stage.isLast || !startsJupyter(stage)) return;
      const start = [stage.lastOf('CMD'), stage.lastOf('ENTRYPOINT')].find((one) =>
        /--port[= ",]+\d/.test(one?.source.body ?? ''),
      );
      const [, port] = /--port[= ",]+(\d+)/.exec(start?.source.body ?? '') ?? [];
      if (start && port !== undefined && port !== '8888')
        report.at(start, t('The notebook listens at port {0}; Kubeflow opens 8888.', port));
    },
    page: () => ({
      what: 'An image that starts Jupyter at another port than 8888.',
      why: 'A Notebook of Kubeflow is reached at port 8888 below NB_PREFIX. With another port its page says “upstream connect error”.',
      source: 'Kubeflow documentation, Container Images, Custom Images.',
      bad: dockerfileWith('USER 1000\nCMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=9999"]'),
      good: dockerfileWith('USER 1000\nCMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888"]'),
    }),
  },
  {
    id: 'docker-user-name',
    on: 'stage',
    kinds: 'USER',
    severity: 'info',
    aliases: ['hadolint/DL3066'],
    check(stage, report) {
      const user = stage.isLast ? stage.lastOf('USER') : undefined;
      const name = user && user.plain(user.rest.text);
      if (!user || name === undefined || name === '' || ROOT.test(name) || /^\d|\$/.test(name)) return;
      report.at(
        user.rest,
        t(
          'Kubernetes cannot tell whether “{0}” is root: with “runAsNonRoot” the pod does not start. Use its number.',
          name,
        ),
      );
    },
    page: () => ({
      what: 'USER names a user instead of giving its number.',
      why: 'The kubelet does not read /etc/passwd of an image. With `runAsNonRoot: true` it refuses the container: “image has non-numeric user”.',
      source: 'Kubernetes, kubelet, security context of containers.',
      bad: dockerfileWith('RUN useradd -u 1000 trainer\nUSER trainer'),
      good: dockerfileWith('RUN useradd -u 1000 trainer\nUSER 1000'),
    }),
  },
];
