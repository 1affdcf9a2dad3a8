import { t } from '../../../../domain/base/text.ts';

/** What is said of an instruction: its form, and what it does. Source: docs.docker.com, Dockerfile reference. */
export interface InstructionText {
  readonly form: string;
  readonly text: string;
  /** What is written, with tab stops. */
  readonly snippet: string;
}

/** By keyword, in the order that they are offered in. MAINTAINER is left out: it is not to be written any more. */
export function instructionTexts(): Readonly<Record<string, InstructionText>> {
  return { ...buildTexts(), ...imageTexts(), ...rareTexts() };
}

/** Instructions of nearly every file. */
function buildTexts(): Readonly<Record<string, InstructionText>> {
  return {
    FROM: {
      form: 'FROM [--platform=PLATFORM] IMAGE [AS NAME]',
      text: t(
        'Begins a stage with what an image or an earlier stage holds. The last stage is the image that is built.',
      ),
      snippet: 'FROM ${1:python:3.12-slim}',
    },
    RUN: {
      form: 'RUN [--mount=…] COMMAND',
      text: t('Runs a command while the image is built and keeps what it changed as a layer.'),
      snippet: 'RUN ${1}',
    },
    COPY: {
      form: 'COPY [--from=STAGE] SOURCE… TARGET',
      text: t('Copies files from the folder of the build, or from another stage or image.'),
      snippet: 'COPY ${1:.} ${2:.}',
    },
    WORKDIR: {
      form: 'WORKDIR FOLDER',
      text: t('The folder that later instructions and the program run in; it is made when it is not there.'),
      snippet: 'WORKDIR ${1:/app}',
    },
    ENV: {
      form: 'ENV NAME=VALUE…',
      text: t('Sets environment variables for later instructions and for the program.'),
      snippet: 'ENV ${1:NAME}=${2:value}',
    },
    ARG: {
      form: 'ARG NAME[=DEFAULT]',
      text: t(
        'A variable of the build alone, which `--build-arg` sets. In front of the first FROM it counts for FROM alone. Not for secrets: they stay visible.',
      ),
      snippet: 'ARG ${1:NAME}',
    },
  };
}

/** What the image says of the program in it. */
function imageTexts(): Readonly<Record<string, InstructionText>> {
  return {
    CMD: {
      form: 'CMD ["PROGRAM", "ARGUMENT"…]',
      text: t('What runs when nothing else is asked for; with ENTRYPOINT, its arguments.'),
      snippet: 'CMD ["${1:python}", "${2:main.py}"]',
    },
    ENTRYPOINT: {
      form: 'ENTRYPOINT ["PROGRAM", "ARGUMENT"…]',
      text: t('The program of the image. What a user writes behind the image becomes its arguments.'),
      snippet: 'ENTRYPOINT ["${1:python}", "${2:main.py}"]',
    },
    USER: {
      form: 'USER NAME[:GROUP]',
      text: t('Who later instructions and the program run as. Clusters that ask for non-root users want a number.'),
      snippet: 'USER ${1:1000}',
    },
    EXPOSE: {
      form: 'EXPOSE PORT[/udp]…',
      text: t('Says which ports the program listens on. It opens none by itself.'),
      snippet: 'EXPOSE ${1:8000}',
    },
    HEALTHCHECK: {
      form: 'HEALTHCHECK [--interval=30s …] CMD COMMAND',
      text: t('How the engine sees that the program works. Kubernetes does not look at it.'),
      snippet: 'HEALTHCHECK CMD ${1:curl -fsS http://localhost:8000/health}',
    },
  };
}

function rareTexts(): Readonly<Record<string, InstructionText>> {
  return {
    ADD: {
      form: 'ADD SOURCE… TARGET',
      text: t('Like COPY, and it unpacks archives and fetches addresses and repositories.'),
      snippet: 'ADD ${1} ${2}',
    },
    LABEL: {
      form: 'LABEL NAME=VALUE…',
      text: t('Facts about the image, such as `org.opencontainers.image.source`.'),
      snippet: 'LABEL ${1:org.opencontainers.image.source}=${2}',
    },
    SHELL: {
      form: 'SHELL ["PROGRAM", "ARGUMENT"…]',
      text: t('The shell that later commands without brackets run in.'),
      snippet: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    },
    VOLUME: {
      form: 'VOLUME FOLDER…',
      text: t('Folders that get a volume of their own in each container. Later changes to them are lost.'),
      snippet: 'VOLUME ${1:/data}',
    },
    STOPSIGNAL: {
      form: 'STOPSIGNAL SIGNAL',
      text: t('The signal that asks the program to end.'),
      snippet: 'STOPSIGNAL ${1:SIGTERM}',
    },
    ONBUILD: {
      form: 'ONBUILD INSTRUCTION',
      text: t('An instruction that runs when another image is built from this one.'),
      snippet: 'ONBUILD ${1}',
    },
  };
}

/** By keyword and flag. Source: docs.docker.com, Dockerfile reference. */
export function flagTexts(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const owner = t('Owner of the copied files: names or numbers, `USER:GROUP`.');
  const mode = t('Permissions of the copied files, such as `755` or `u=rwX,go=rX`.');
  const link = t('The layer does not depend on those before it, so a new base image leaves it in the cache.');
  const exclude = t('Files that are left out, as patterns.');
  return {
    FROM: {
      platform: t(
        'The platform of the image, such as `linux/amd64`; for a tool that runs while building: `$BUILDPLATFORM`.',
      ),
    },
    RUN: {
      mount: t(
        'Gives the command a cache, a secret, an SSH agent, files of the build or memory, which stay out of the image.',
      ),
      network: t('`default`, `none` or `host`: what the command may reach.'),
      security: t('`insecure` runs with all privileges; the builder must allow it.'),
      device: t('A device of the builder for the command, such as `nvidia.com/gpu=all`.'),
    },
    COPY: {
      from: t('A stage before this one, or an image, that is copied from instead of the folder of the build.'),
      chown: owner,
      chmod: mode,
      link,
      parents: t('Keeps the folders of the sources.'),
      exclude,
    },
    ADD: {
      chown: owner,
      chmod: mode,
      link,
      'keep-git-dir': t('Keeps `.git` of a repository.'),
      checksum: t('The sum that the fetched file must have: `sha256:…`.'),
      exclude,
      unpack: t('Whether archives are unpacked.'),
    },
    HEALTHCHECK: {
      interval: t('Time between two checks; 30 s by default.'),
      timeout: t('A check that takes longer has failed; 30 s by default.'),
      'start-period': t('Failures in this time from the start do not count: long enough to load a model.'),
      'start-interval': t('Time between two checks in the start period; 5 s by default.'),
      retries: t('Failures in a row until it counts as unhealthy; 3 by default.'),
    },
  };
}

/** Fields of `--mount` by its type; those of every type come first. Source: docs.docker.com, Dockerfile reference, RUN --mount. */
export const MOUNT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  bind: ['target', 'source', 'from', 'rw'],
  cache: ['target', 'id', 'sharing', 'from', 'source', 'mode', 'uid', 'gid', 'ro'],
  tmpfs: ['target', 'size'],
  secret: ['id', 'target', 'env', 'required', 'mode', 'uid', 'gid'],
  ssh: ['id', 'target', 'required', 'mode', 'uid', 'gid'],
};

/** What the types of `--mount` are. */
export function mountTexts(): Readonly<Record<string, string>> {
  return {
    cache: t('A folder that is kept from one build to the next, such as that of pip.'),
    bind: t('Files of the build, a stage or an image, without copying them.'),
    secret: t('A secret of the build as a file or variable that stays in no layer.'),
    ssh: t('The SSH agent of the user, for private repositories.'),
    tmpfs: t('Memory that is gone behind the command.'),
  };
}

/** What the arguments are that the builder sets by itself. */
export function builderArgTexts(): Readonly<Record<string, string>> {
  return {
    TARGETPLATFORM: t('The platform that is built for, such as `linux/amd64`.'),
    TARGETOS: t('The system of the platform that is built for.'),
    TARGETARCH: t('The processor of the platform that is built for: `amd64`, `arm64`.'),
    TARGETVARIANT: t('The variant of that processor: `v7`.'),
    TARGETSTAGE: t('The stage that is built.'),
    BUILDPLATFORM: t('The platform of the machine that builds.'),
    BUILDOS: t('The system of the machine that builds.'),
    BUILDARCH: t('The processor of the machine that builds.'),
    BUILDVARIANT: t('The variant of that processor.'),
  };
}
