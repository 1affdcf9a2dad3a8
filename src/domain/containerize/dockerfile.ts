import { t } from '../base/text.ts';
import type { BaseImage } from './baseImage.ts';
import { baseImage } from './baseImage.ts';
import type { Section } from './dockerText.ts';
import { dockerText, jsonWords } from './dockerText.ts';
import type { EntryPoint } from './entryPoints.ts';
import type { ProjectFacts } from './facts.ts';
import type { InstallSteps } from './installSteps.ts';
import { installSteps } from './installSteps.ts';
import type { SystemPackage } from './packageFacts.ts';

/**
 * The Dockerfile of a project: small, cached by layers, pinned, without root, and each choice explained. It uses nothing that only BuildKit
 * has, because engines with the classic builder must build it too; so no cache mounts, but layers in the order of how often they change.
 */
export function dockerfile(facts: ProjectFacts): string {
  const base = baseImage(facts);
  const steps = installSteps(facts);
  const hasStage = base.kind !== 'conda' && (steps.needsStage || facts.needs.build.length > 0);
  const body = hasStage ? twoStages(facts, base, steps) : oneStage(facts, base, steps);
  return dockerText([headSection(), ...body, ...endSections(facts)]);
}

const headSection = (): Section => ({
  comment: t('Made by Trainyard, yours to change: Containerize shows a diff before it touches this file again.'),
  lines: [],
});

function baseSection(base: BaseImage, more: readonly string[]): Section {
  const argument = t('The base is an argument, so that a mirror or an image of your own can take its place.');
  return { comment: `${argument}\n${base.reasons.join(' ')}`, lines: [`ARG BASE=${base.reference}`, ...more] };
}

function oneStage(facts: ProjectFacts, base: BaseImage, steps: InstallSteps): readonly Section[] {
  const isConda = base.kind === 'conda';
  const system = systemSection([...pythonPackages(base), ...facts.needs.system, ...facts.needs.build]);
  return [
    baseSection(base, ['FROM ${BASE}', ...(isConda ? ['USER root'] : [])]),
    environmentSection(),
    ...system,
    userSection(),
    ...(isConda ? [{ lines: ['ENV PATH=/opt/venv/bin:$PATH'] }] : [venvSection(['ENV PATH=/opt/venv/bin:$PATH'])]),
    { lines: ['WORKDIR /app'] },
    ...steps.packages,
    codeSection(),
    ...steps.project,
  ];
}

function twoStages(facts: ProjectFacts, base: BaseImage, steps: InstallSteps): readonly Section[] {
  const hasProject = steps.project.length > 0;
  const { system, build } = facts.needs;
  return [
    baseSection(base, []),
    {
      comment: t('First stage: installs the packages. Its tools stay behind.'),
      lines: ['FROM ${BASE} AS packages'],
    },
    ...systemSection([...pythonPackages(base), ...build]),
    venvSection(['ENV PATH=/opt/venv/bin:$PATH']),
    { lines: ['WORKDIR /app'] },
    ...steps.packages,
    ...(hasProject ? [{ lines: ['COPY . .'] }, ...steps.project] : []),
    { comment: t('Second stage: what runs.'), lines: ['FROM ${BASE}'] },
    environmentSection(),
    ...systemSection([...pythonPackages(base).filter(({ name }) => name === 'python3'), ...system]),
    userSection(),
    {
      comment: t('The packages alone, from the first stage.'),
      lines: ['COPY --from=packages /opt/venv /opt/venv', 'ENV PATH=/opt/venv/bin:$PATH'],
    },
    { lines: ['WORKDIR /app'] },
    codeSection(),
  ];
}

const pythonPackages = ({ python }: BaseImage): readonly SystemPackage[] =>
  python.map((name) => ({ name, wantedBy: 'Python' }));

const environmentSection = (): Section => ({
  comment: t('Log lines appear at once. Caches of libraries go where every user id may write.'),
  lines: ['ENV PYTHONUNBUFFERED=1 \\', '    PYTHONDONTWRITEBYTECODE=1 \\', '    HOME=/tmp'],
});

function systemSection(packages: readonly SystemPackage[]): readonly Section[] {
  if (packages.length === 0) return [];
  const names = [...new Set(packages.map(({ name }) => name))];
  const wanted = [...new Set(packages.map(({ wantedBy }) => wantedBy))].join(', ');
  return [
    {
      comment: t('Libraries and tools of the system, for {0}. The package lists are not kept.', wanted),
      lines: [
        'RUN apt-get update \\',
        `    && apt-get install --yes --no-install-recommends ${names.join(' ')} \\`,
        '    && rm -rf /var/lib/apt/lists/*',
      ],
    },
  ];
}

const userSection = (): Section => ({
  comment: t(
    'A user without rights. 1000 is the first user of most Linux machines, so that files in mounted folders are yours.',
  ),
  lines: ['RUN useradd --non-unique --uid 1000 --no-create-home app'],
});

const venvSection = (more: readonly string[]): Section => ({
  comment: t(
    'Packages get an environment of their own, because the Python of Debian and Ubuntu bases is closed to pip (PEP 668).',
  ),
  lines: ['RUN python3 -m venv /opt/venv', ...more],
});

const codeSection = (): Section => ({
  comment: t('Code last, because it changes most. .dockerignore keeps data, checkpoints and secrets out.'),
  lines: ['COPY . .'],
});

function endSections({ entryPoints }: ProjectFacts): readonly Section[] {
  const [first] = entryPoints;
  const servers = entryPoints.flatMap(({ path, server }) => (server ? [{ path, port: server.port }] : []));
  return [
    writableSection(entryPoints),
    { lines: ['USER app'] },
    ...servers.map(({ path, port }) => ({ comment: t('{0} listens here.', path), lines: [`EXPOSE ${port}`] })),
    ...(first
      ? [
          {
            comment: t('Without shell, so that a stop request reaches Python.'),
            lines: [`CMD ${jsonWords(first.imageCommand)}`],
          },
        ]
      : []),
  ];
}

/** Every folder that a program writes to, and those for data that are not in the project, because it may download them. */
function writableSection(entryPoints: readonly EntryPoint[]): Section {
  const folders = [...new Set(entryPoints.flatMap(({ outputs, downloads }) => [...outputs, ...downloads]))].sort();
  const names = folders.length > 0 ? folders : ['outputs'];
  return {
    comment: t('Results; writable for any user id, because a run may use yours.'),
    lines: [`RUN mkdir -p ${names.join(' ')} && chmod 777 ${names.join(' ')}`],
  };
}
