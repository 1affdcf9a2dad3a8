import { t } from '../../../domain/base/text.ts';
import { printImageRef, parseImageRef } from '../../../domain/images/imageRef.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import { dockerVariables, expandVariables } from '../../dockerfile/dockerVariable.ts';
import type { Stage } from '../../dockerfile/stage.ts';
import { lineBefore, replaced, withoutWord } from '../../lint/fixes/dockerEdits.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { BUILDER_ARGS } from './builderArgs.ts';

/** FROM: what a stage starts from, and what it is called. */
export const baseImageRules: readonly DockerRule[] = [
  {
    id: 'docker-image-no-tag',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['hadolint/DL3006'],
    check({ image, baseWord }, report) {
      if (image && baseWord && image.tag === undefined && image.digest === undefined)
        report.at(
          baseWord,
          t(
            '“{0}” has no tag, so the newest image is taken: each build may start from another one.',
            printImageRef(image),
          ),
        );
    },
    page: () => ({
      what: 'A base image without a tag.',
      why: 'Without a tag `latest` is meant. The next build may start from another Python or another CUDA, and old runs cannot be repeated.',
      source: 'Docker documentation, FROM.',
      bad: 'FROM python\n',
      good: 'FROM python:3.12.4-slim\n',
    }),
  },
  {
    id: 'docker-image-latest',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['hadolint/DL3007', 'trivy/DS-0001', 'trivy/DS001'],
    check({ image, baseWord }, report) {
      if (image && baseWord && image.tag === 'latest' && image.digest === undefined)
        report.at(baseWord, t('The tag “latest” moves: each build may start from another image.'));
    },
    page: () => ({
      what: 'A base image with the tag `latest`.',
      why: 'The tag moves with every release. The next build may start from another Python or another CUDA, and nothing in the file says which.',
      source: 'Docker documentation, Building best practices, Pin base image versions.',
      bad: 'FROM python:latest\n',
      good: 'FROM python:3.12.4-slim\n',
    }),
  },
  {
    id: 'docker-stage-duplicate',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: [
      'hadolint/DL3024',
      'trivy/DS-0012',
      'trivy/DS012',
      'buildkit/DuplicateStageName',
      'dockerfile-utils/DUPLICATE_BUILD_STAGE_NAME',
      'docker-syntax-duplicate-stage',
    ],
    check({ file, index, name, nameWord }, report) {
      const first =
        name === undefined ? undefined : file.stages.find((stage) => stage.index < index && stage.name === name);
      if (!first?.nameWord || !nameWord) return;
      report.at(nameWord, t('There is a stage “{0}” already: from here on the name means this one.', nameWord.text), {
        related: [{ ...first.nameWord, message: t('The first one') }],
      });
    },
    page: () => ({
      what: 'Two stages with the same name.',
      why: 'What stands behind takes the second one without a word. The classic builder refuses the file.',
      source: 'BuildKit, check DuplicateStageName.',
      bad: 'FROM python:3.12.4-slim AS base\nFROM python:3.11.9-slim AS base\n',
      good: 'FROM python:3.12.4-slim AS base\nFROM python:3.11.9-slim AS old\n',
    }),
  },
  {
    id: 'docker-stage-reserved',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['hadolint/DL3063', 'buildkit/ReservedStageName'],
    check({ name, nameWord }, report) {
      if (nameWord && (name === 'scratch' || name === 'context'))
        report.at(
          nameWord,
          t('“{0}” means something of its own in a Dockerfile, so no stage can be reached by it.', nameWord.text),
        );
    },
    page: () => ({
      what: 'A stage is called `scratch` or `context`.',
      why: '`FROM scratch` is the empty image and `context` the build context, whatever stage has the name.',
      source: 'BuildKit, check ReservedStageName.',
      bad: 'FROM alpine:3.20 AS scratch\n',
      good: 'FROM alpine:3.20 AS tools\n',
    }),
  },
  {
    id: 'docker-stage-casing',
    on: 'stage',
    kinds: 'FROM',
    severity: 'info',
    aliases: ['buildkit/StageNameCasing'],
    fix: 'safe',
    check({ name, nameWord }, report) {
      if (!nameWord || name === nameWord.text || name === undefined) return;
      report.at(nameWord, t('Names of stages are in lower case: the builder makes “{0}” of it.', name), {
        fixes: () => [{ title: t('Write “{0}”', name), edits: [replaced(nameWord, name)], isSafe: true }],
      });
    },
    page: () => ({
      what: 'A stage name with capital letters.',
      why: 'The builder compares names in lower case, but its output and `--target` show another name than the file.',
      source: 'BuildKit, check StageNameCasing.',
      bad: 'FROM alpine:3.20 AS Tools\n',
      good: 'FROM alpine:3.20 AS tools\n',
    }),
  },
  {
    id: 'docker-as-casing',
    on: 'stage',
    kinds: 'FROM',
    severity: 'info',
    aliases: ['buildkit/FromAsCasing'],
    fix: 'safe',
    check({ from, nameWord }, report) {
      const [, as] = from.words;
      const isUpper = from.written === 'FROM';
      if (!as || !nameWord || (!isUpper && from.written !== 'from')) return;
      const wanted = isUpper ? 'AS' : 'as';
      if (as.text === wanted) return;
      report.at(as, t('“{0}” and “{1}” are written in different cases.', from.written, as.text), {
        fixes: () => [{ title: t('Write “{0}”', wanted), edits: [replaced(as, wanted)], isSafe: true }],
      });
    },
    page: () => ({
      what: 'FROM and AS in different cases.',
      why: 'It builds, but the eye looks for instructions in one case and overlooks the name of the stage.',
      source: 'BuildKit, check FromAsCasing.',
      bad: 'FROM alpine:3.20 as tools\n',
      good: 'FROM alpine:3.20 AS tools\n',
    }),
  },
  {
    id: 'docker-platform-flag',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['hadolint/DL3029', 'buildkit/FromPlatformFlagConstDisallowed'],
    fix: 'choice',
    check({ from, name = '' }, report) {
      const flag = from.flag('platform');
      const [os = '', architecture = ''] = flag?.value?.split('/') ?? [];
      if (!flag || os === '' || flag.value?.includes('$') === true) return;
      // A stage for one platform says so in its name.
      if (name.includes(os) || (architecture !== '' && name.includes(architecture))) return;
      report.at(flag, t('The platform is fixed here: on other machines this stage is emulated or does not run.'), {
        fixes: () => [
          { title: t('Remove “{0}”', '--platform'), edits: [withoutWord(from.source.text, flag)], isSafe: false },
        ],
      });
    },
    page: () => ({
      what: 'FROM with a constant `--platform`.',
      why: '`docker build --platform` no longer decides. On an ARM machine everything in the stage is emulated, ten times slower, and the image is wrong for ARM nodes.',
      source: 'BuildKit, check FromPlatformFlagConstDisallowed.',
      bad: 'FROM --platform=linux/amd64 python:3.12.4-slim\n',
      good: 'FROM --platform=$BUILDPLATFORM python:3.12.4-slim\n',
    }),
  },
  {
    id: 'docker-platform-redundant',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['hadolint/DL3065', 'buildkit/RedundantTargetPlatform'],
    fix: 'safe',
    check({ from }, report) {
      const flag = from.flag('platform');
      if (!flag || (flag.value !== '$TARGETPLATFORM' && flag.value !== '${TARGETPLATFORM}')) return;
      report.at(flag, t('The target platform is what FROM takes without this flag.'), {
        tag: 'unnecessary',
        fixes: () => [
          { title: t('Remove “{0}”', '--platform'), edits: [withoutWord(from.source.text, flag)], isSafe: true },
        ],
      });
    },
    page: () => ({
      what: '`FROM --platform=$TARGETPLATFORM`.',
      why: 'It is the default. Who reads it looks for a reason that is not there.',
      source: 'BuildKit, check RedundantTargetPlatform.',
      bad: 'FROM --platform=$TARGETPLATFORM python:3.12.4-slim\n',
      good: 'FROM python:3.12.4-slim\n',
    }),
  },
  {
    id: 'docker-undefined-arg-from',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['buildkit/UndefinedArgInFrom'],
    fix: 'choice',
    check(stage, report) {
      const { file, from, baseWord } = stage;
      for (const variable of baseWord ? from.variables : []) {
        const { name, modifier } = variable;
        if (file.globals.has(name) || BUILDER_ARGS.has(name) || /^:?[-+]/.test(modifier)) continue;
        const near = nearestName(name, Array.from(file.globals.keys()));
        const message =
          near === undefined
            ? t('“{0}” is not declared with ARG before the first FROM, so it is empty here.', name)
            : t('“{0}” is not declared with ARG before the first FROM; did you mean “{1}”?', name, near);
        report.at(variable, message, {
          fixes: () => {
            const [first] = file.stages;
            const rename =
              near === undefined
                ? []
                : [{ title: t('Write “{0}”', near), edits: [replaced(variable.nameSpan, near)], isSafe: false }];
            const declare = first
              ? [
                  {
                    title: t('Declare “{0}” before the first FROM', name),
                    edits: [lineBefore(first.from, `ARG ${name}`)],
                    isSafe: false,
                  },
                ]
              : [];
            return [...rename, ...declare];
          },
        });
      }
    },
    page: () => ({
      what: 'FROM uses an argument that is not declared before the first FROM.',
      why: 'An ARG inside a stage does not count for FROM. The name becomes empty, and the build fails or takes another image.',
      source: 'Docker documentation, Understand how ARG and FROM interact; BuildKit, check UndefinedArgInFrom.',
      bad: 'ARG PYTHON=3.12.4\nFROM registry.example.com/python:${PYTHN}\n',
      good: 'ARG PYTHON=3.12.4\nFROM registry.example.com/python:${PYTHON}\n',
    }),
  },
  {
    id: 'docker-invalid-arg-default',
    on: 'stage',
    kinds: 'FROM',
    severity: 'warning',
    aliases: ['buildkit/InvalidDefaultArgInFrom'],
    check(stage, report) {
      const { baseWord, file, base } = stage;
      if (!baseWord?.text.includes('$') || stage.parent || base === 'scratch') return;
      const declared = dockerVariables(baseWord.text, 0, file.escape).every(({ name }) => file.globals.has(name));
      if (declared && !isImage(stage))
        report.at(baseWord, t('Without “--build-arg” this is no image name: give the argument a default.'));
    },
    page: () => ({
      what: 'The defaults of the arguments make no valid image name.',
      why: 'A plain `docker build`, an editor or a pipeline that does not know the argument fails at the first line.',
      source: 'BuildKit, check InvalidDefaultArgInFrom.',
      bad: 'ARG TAG\nFROM python:${TAG}\n',
      good: 'ARG TAG=3.12.4-slim\nFROM python:${TAG}\n',
    }),
  },
  {
    id: 'docker-registry-allowed',
    on: 'stage',
    kinds: 'FROM',
    severity: 'error',
    isOff: true,
    aliases: ['hadolint/DL3026'],
    check({ image, baseWord }, report, { options }) {
      const allowed = options.get('docker-registry-allowed')?.['registries'] ?? ['docker.io'];
      if (!image || !baseWord || !Array.isArray(allowed)) return;
      const isAllowed = allowed.some((entry) => typeof entry === 'string' && isRegistry(entry, image.registry));
      if (!isAllowed)
        report.at(baseWord, t('The registry {0} is not one of those that your settings allow.', image.registry));
    },
    page: () => ({
      what: 'A base image from a registry that the settings do not list.',
      why: 'Who chose the list vouches for those registries. The option `registries` holds it; without it Docker Hub is allowed.',
      source: 'Setting of the organisation.',
      bad: 'FROM registry.example.com/base:1\n',
      good: dockerfileWith('USER 1000'),
    }),
  },
];

/** `*.example.com` stands for every name below it. */
function isRegistry(pattern: string, registry: string): boolean {
  return pattern.startsWith('*.') ? registry.endsWith(pattern.slice(1)) : pattern === registry || pattern === '*';
}

function isImage({ baseWord, file }: Stage): boolean {
  const name = expandVariables(baseWord?.text ?? '', file.escape, (wanted) => file.globals.get(wanted) ?? '');
  return name === undefined || parseImageRef(name) !== undefined;
}
