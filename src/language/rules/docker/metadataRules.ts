import { t } from '../../../domain/base/text.ts';
import type { DockerWord } from '../../dockerfile/dockerWord.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { replaced, withoutInstruction } from '../../lint/fixes/dockerEdits.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';

const SYSTEM = /^\/(?:bin|boot|dev|etc|lib|lib32|lib64|proc|root|run|sbin|sys|usr\/(?:s?bin|lib))(?:\/|$)/;
const TRIGGERS = new Set(['ONBUILD', 'FROM', 'MAINTAINER']);

/** `[ip:][host:]container[/protocol]` of one word of EXPOSE. */
interface Port {
  readonly word: DockerWord;
  readonly container: string;
  readonly protocol: string;
  readonly hasHost: boolean;
}

function portsOf(expose: Instruction): readonly Port[] {
  return expose.words
    .filter(({ text }) => !text.includes('$'))
    .map((word) => {
      const slash = word.text.indexOf('/');
      const address = slash < 0 ? word.text : word.text.slice(0, slash);
      const colon = address.lastIndexOf(':');
      return {
        word,
        container: address.slice(colon + 1),
        protocol: slash < 0 ? '' : word.text.slice(slash + 1),
        hasHost: colon >= 0,
      };
    });
}

function isPortRange(text: string): boolean {
  const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return first !== '' && Number(first) <= 65_535 && Number(last) <= 65_535 && Number(first) <= Number(last);
}

const needsQuotes = (text: string): boolean => /[\s"'\\]/.test(text);

/** EXPOSE, ENV, WORKDIR, ONBUILD and MAINTAINER: what an image says of itself. */
export const metadataRules: readonly DockerRule[] = [
  {
    id: 'docker-workdir-relative',
    on: 'instruction',
    keywords: ['WORKDIR'],
    kinds: 'WORKDIR',
    severity: 'warning',
    aliases: [
      'hadolint/DL3000',
      'trivy/DS-0009',
      'trivy/DS009',
      'buildkit/WorkdirRelativePath',
      'dockerfile-utils/WORKDIR_IS_NOT_ABSOLUTE',
      'docker-syntax-workdir-not-absolute',
    ],
    fix: 'choice',
    check(workdir, report) {
      const { rest, stage } = workdir;
      const path = workdir.plain(rest.text);
      if (path === '' || /^(?:\/|\\|[A-Za-z]:|\$)/.test(path)) return;
      // Below a folder that this file has set before, it is known where it is.
      const isBelow = stage?.chain.some(({ instructions }) =>
        instructions.some(
          (one) =>
            one.keyword === 'WORKDIR' && one.start < workdir.start && /^["']?(?:\/|\$|[A-Za-z]:)/.test(one.rest.text),
        ),
      );
      if (isBelow === true) return;
      report.at(rest, t('“{0}” is relative: where it is depends on the base image.', path), {
        fixes: () =>
          rest.text === path
            ? [
                {
                  title: t('Write “{0}”', `/${path.replace(/^\.\//, '')}`),
                  edits: [replaced(rest, `/${path.replace(/^\.\//, '')}`)],
                  isSafe: false,
                },
              ]
            : [],
      });
    },
    page: () => ({
      what: 'WORKDIR with a relative path, and no absolute one before it.',
      why: 'It is below whatever folder the base image has set. A new base image moves everything.',
      source: 'Docker documentation, WORKDIR; BuildKit, check WorkdirRelativePath.',
      bad: dockerfileWith('WORKDIR app'),
      good: dockerfileWith('WORKDIR /app'),
    }),
  },
  {
    id: 'docker-workdir-system',
    on: 'instruction',
    keywords: ['WORKDIR'],
    kinds: 'WORKDIR',
    severity: 'warning',
    aliases: ['trivy/DS-0030', 'trivy/DS030'],
    check({ rest }, report) {
      const path = rest.text.replace(/^["']/, '');
      if (SYSTEM.test(path) && !/^\/(?:root|run)\/\w/.test(path))
        report.at(rest, t('“{0}” belongs to the system: work in a folder of your own.', rest.text));
    },
    page: () => ({
      what: 'WORKDIR is a folder of the operating system.',
      why: 'Files that are copied there hide or replace those of the system, and another user than root cannot write.',
      source: 'Filesystem Hierarchy Standard 3.0.',
      bad: dockerfileWith('WORKDIR /usr/bin'),
      good: dockerfileWith('WORKDIR /app'),
    }),
  },
  {
    id: 'docker-port-range',
    on: 'instruction',
    keywords: ['EXPOSE'],
    kinds: 'EXPOSE',
    severity: 'error',
    aliases: ['hadolint/DL3011', 'trivy/DS-0008', 'trivy/DS008', 'dockerfile-utils/INVALID_PORT'],
    check(expose, report) {
      for (const { word, container } of portsOf(expose))
        if (!isPortRange(container))
          report.at(word, t('“{0}” is no port: ports are numbers from 0 to 65535.', word.text));
    },
    page: () => ({
      what: 'EXPOSE with something that is no port.',
      why: 'The builder refuses the file.',
      source: 'BuildKit, dockerfile2llb, convert_expose.',
      bad: dockerfileWith('EXPOSE 80000'),
      good: dockerfileWith('EXPOSE 8000'),
    }),
  },
  {
    id: 'docker-syntax-invalid-proto',
    on: 'instruction',
    keywords: ['EXPOSE'],
    kinds: 'EXPOSE',
    severity: 'error',
    aliases: ['dockerfile-utils/INVALID_PROTO'],
    check(expose, report) {
      for (const { word, protocol, container } of portsOf(expose))
        if (isPortRange(container) && protocol !== '' && !/^(?:tcp|udp|sctp)$/i.test(protocol))
          report.at(word, t('“{0}” is no protocol: there are tcp, udp and sctp.', protocol));
    },
    page: () => ({
      what: 'EXPOSE with a protocol that does not exist.',
      why: 'The builder refuses the file.',
      source: 'BuildKit, dockerfile2llb, convert_expose.',
      bad: dockerfileWith('EXPOSE 8000/http'),
      good: dockerfileWith('EXPOSE 8000/tcp'),
    }),
  },
  {
    id: 'docker-port-ssh',
    on: 'instruction',
    keywords: ['EXPOSE'],
    kinds: 'EXPOSE',
    severity: 'warning',
    aliases: ['trivy/DS-0004', 'trivy/DS004'],
    check(expose, report) {
      for (const { word, container } of portsOf(expose))
        if (container === '22')
          report.at(word, t('Port 22 is that of SSH: “docker exec” and “kubectl exec” need no server in the image.'));
    },
    page: () => ({
      what: 'EXPOSE 22.',
      why: 'An SSH server in an image needs keys and updates of its own and is one more way in. MPI jobs of Kubeflow reach it without EXPOSE.',
      source: 'Trivy, check DS-0004; Docker documentation, docker exec.',
      bad: dockerfileWith('EXPOSE 22'),
      good: dockerfileWith('EXPOSE 8080'),
    }),
  },
  {
    id: 'docker-expose-format',
    on: 'instruction',
    keywords: ['EXPOSE'],
    kinds: 'EXPOSE',
    severity: 'warning',
    aliases: ['buildkit/ExposeInvalidFormat', 'docker-syntax-invalid-port'],
    fix: 'safe',
    check(expose, report) {
      for (const { word, container, protocol, hasHost } of portsOf(expose)) {
        if (!hasHost || !isPortRange(container)) continue;
        const wanted = protocol === '' ? container : `${container}/${protocol}`;
        report.at(
          word,
          t('EXPOSE names ports of the container alone; the host part has no effect and will be an error.'),
          {
            fixes: () => [{ title: t('Write “{0}”', wanted), edits: [replaced(word, wanted)], isSafe: true }],
          },
        );
      }
    },
    page: () => ({
      what: 'EXPOSE with an address or a port of the host.',
      why: 'Ports are published by `docker run -p`, never by the image. A later builder will refuse it.',
      source: 'BuildKit, check ExposeInvalidFormat.',
      bad: dockerfileWith('EXPOSE 8080:80'),
      good: dockerfileWith('EXPOSE 80'),
    }),
  },
  {
    id: 'docker-expose-casing',
    on: 'instruction',
    keywords: ['EXPOSE'],
    kinds: 'EXPOSE',
    severity: 'info',
    aliases: ['buildkit/ExposeProtoCasing'],
    fix: 'safe',
    check(expose, report) {
      for (const { word, protocol } of portsOf(expose)) {
        const lower = word.text.toLowerCase();
        if (protocol !== protocol.toLowerCase() && /^(?:tcp|udp|sctp)$/i.test(protocol))
          report.at(word, t('Protocols are written in lower case.'), {
            fixes: () => [{ title: t('Write “{0}”', lower), edits: [replaced(word, lower)], isSafe: true }],
          });
      }
    },
    page: () => ({
      what: 'The protocol of EXPOSE in capital letters.',
      why: 'The builder makes small letters of it; tools that compare texts do not find it.',
      source: 'BuildKit, check ExposeProtoCasing.',
      bad: dockerfileWith('EXPOSE 8000/TCP'),
      good: dockerfileWith('EXPOSE 8000/tcp'),
    }),
  },
  {
    id: 'docker-maintainer',
    on: 'instruction',
    keywords: ['MAINTAINER'],
    kinds: 'MAINTAINER',
    severity: 'warning',
    aliases: [
      'hadolint/DL4000',
      'trivy/DS-0022',
      'trivy/DS022',
      'buildkit/MaintainerDeprecated',
      'dockerfile-utils/DEPRECATED_MAINTAINER',
      'docker-syntax-deprecated-maintainer',
    ],
    fix: 'safe',
    check(maintainer, report) {
      if (maintainer.outer) return;
      report.at(maintainer.keywordSpan, t('MAINTAINER is deprecated: a label says the same.'), {
        tag: 'deprecated',
        fixes: () => {
          const label = `LABEL org.opencontainers.image.authors=${JSON.stringify(maintainer.plain(maintainer.rest.text))}`;
          return maintainer.rest.text === '' || label.includes('$')
            ? []
            : [{ title: t('Write a label'), edits: [replaced(maintainer, label)], isSafe: true }];
        },
      });
    },
    page: () => ({
      what: 'The instruction MAINTAINER.',
      why: 'Builders warn of it and may drop it; registries and scanners read the label of the OCI specification.',
      source: 'Docker documentation, MAINTAINER (deprecated); OCI image specification, Annotations.',
      bad: dockerfileWith('MAINTAINER Ada <ada@example.com>'),
      good: dockerfileWith('LABEL org.opencontainers.image.authors="Ada <ada@example.com>"'),
    }),
  },
  {
    id: 'docker-onbuild-forbidden',
    on: 'instruction',
    keywords: ['ONBUILD'],
    kinds: 'ONBUILD',
    severity: 'error',
    aliases: [
      'hadolint/DL3043',
      'dockerfile-utils/ONBUILD_CHAINING_DISALLOWED',
      'dockerfile-utils/ONBUILD_TRIGGER_DISALLOWED',
      'docker-syntax-onbuild-chaining',
      'docker-syntax-onbuild-trigger',
    ],
    fix: 'choice',
    check(onbuild, report) {
      const { trigger } = onbuild;
      if (!trigger || !TRIGGERS.has(trigger.keyword)) return;
      report.at(trigger.keywordSpan, t('{0} cannot stand behind ONBUILD.', trigger.keyword), {
        fixes: () => [{ title: t('Remove this instruction'), edits: [withoutInstruction(onbuild)], isSafe: false }],
      });
    },
    page: () => ({
      what: 'ONBUILD with ONBUILD, FROM or MAINTAINER.',
      why: 'The builder refuses the file.',
      source: 'Docker documentation, ONBUILD; BuildKit, instructions.',
      bad: dockerfileWith('ONBUILD FROM alpine:3.20'),
      good: dockerfileWith('ONBUILD COPY . /app'),
    }),
  },
  {
    id: 'docker-env-self-reference',
    on: 'instruction',
    keywords: ['ENV'],
    kinds: 'ENV',
    severity: 'warning',
    aliases: ['hadolint/DL3044'],
    check(env, report) {
      const names = new Set<string>();
      for (const { name, value } of env.pairs) {
        for (const variable of env.variables)
          if (
            value &&
            names.has(variable.name) &&
            variable.start >= value.start &&
            variable.end <= value.end &&
            env.stage?.variablesBefore(env).has(variable.name) !== true
          )
            report.at(
              variable,
              t(
                '“{0}” is set by this same ENV and counts only in the next instruction: here it is empty or old.',
                variable.name,
              ),
            );
        names.add(name.text);
      }
    },
    page: () => ({
      what: 'A variable is used in the ENV that sets it.',
      why: 'All values of one ENV are made before any of them is set. The path or address ends up with a hole in it.',
      source: 'Docker documentation, ENV and environment replacement.',
      bad: dockerfileWith('ENV CUDA_HOME=/usr/local/cuda CUDA_BIN=$CUDA_HOME/bin'),
      good: dockerfileWith('ENV CUDA_HOME=/usr/local/cuda\nENV CUDA_BIN=$CUDA_HOME/bin'),
    }),
  },
  {
    id: 'docker-env-legacy-form',
    on: 'instruction',
    keywords: ['ENV', 'LABEL'],
    kinds: 'ENV, LABEL',
    severity: 'info',
    aliases: ['buildkit/LegacyKeyValueFormat'],
    fix: 'safe',
    check(instruction, report) {
      const [pair] = instruction.pairs;
      if (!pair?.isLegacy || !pair.value) return;
      const { name, value } = pair;
      report.at(
        instruction.keywordSpan,
        t('“{0} name value” is the old form, which sets one name a line: write “name=value”.', instruction.keyword),
        {
          fixes: () => {
            // The old form takes quotes as text in the middle of a value.
            if (/["'\\]/.test(value.text)) return [];
            const text = needsQuotes(value.text) ? `"${value.text}"` : value.text;
            return [
              {
                title: t('Write “{0}”', `${name.text}=${text}`),
                edits: [replaced({ start: name.start, end: value.end }, `${name.text}=${text}`)],
                isSafe: true,
              },
            ];
          },
        },
      );
    },
    page: () => ({
      what: 'ENV or LABEL with a blank between name and value.',
      why: 'Only one name fits in a line, and a second `name=value` becomes part of the first value without a word.',
      source: 'BuildKit, check LegacyKeyValueFormat.',
      bad: dockerfileWith('ENV MODE train'),
      good: dockerfileWith('ENV MODE=train'),
    }),
  },
];
