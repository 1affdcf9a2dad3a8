import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Dependencies, InstallMethod } from './dependencies.ts';
import type { ProjectFacts } from './facts.ts';
import { dockerWords, shellWords } from './dockerText.ts';
import type { Section } from './dockerText.ts';

/** Programs that install packages, and those that run notebooks. Raised with the extension; each builds in test/real/containerize. */
const UV = 'uv==0.13.9';
const POETRY = 'poetry==2.2.1';
const PIPENV = 'pipenv==2025.0.4';
const PAPERMILL = ['papermill==2.6.0', 'ipykernel==6.30.1'];

export interface InstallSteps {
  /** Installation leaves tools behind, so it happens in a stage of its own. */
  readonly needsStage: boolean;
  /** Before the code. */
  readonly packages: readonly Section[];
  /** After the code, where the project itself is installed. */
  readonly project: readonly Section[];
}

/** The steps that bring the packages of a project into /opt/venv. */
export function installSteps({ dependencies, needs, addsPapermill }: ProjectFacts): InstallSteps {
  const { method, hasVersionFromGit } = dependencies;
  const steps =
    needs.torchFirst && method.kind === 'requirements' ? torchFirst(stepsOf(method), dependencies) : stepsOf(method);
  const version: readonly Section[] = hasVersionFromGit
    ? [
        {
          comment: t('The version of the project comes from git, which is not in the image.'),
          lines: ['ENV SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0'],
        },
      ]
    : [];
  const papermill: readonly Section[] = addsPapermill ? [papermillSection(method)] : [];
  return {
    needsStage: steps.needsStage,
    packages: [...steps.packages, ...papermill],
    project: steps.project.length > 0 ? [...version, ...steps.project] : [],
  };
}

function stepsOf(method: InstallMethod): InstallSteps {
  switch (method.kind) {
    case 'requirements':
      return requirementsSteps(method);
    case 'imports':
      return requirementsSteps({ kind: 'requirements', file: 'requirements.txt', includes: [], needsCode: false });
    case 'condaPip':
      return condaPipSteps(method);
    case 'conda':
      return condaSteps(method);
    case 'uv':
      return uvSteps(method.isPackage, method.needsCode);
    case 'poetry':
      return poetrySteps(method.isPackage, method.needsCode);
    case 'pyproject':
      return pyprojectSteps(method.isPackage, method.needsCode);
    case 'pipenv':
      return pipenvSteps();
    case 'setup':
      return setupSteps();
    case 'none':
      return plain([]);
    default:
      return assertNever(method);
  }
}

const plain = (packages: readonly Section[]): InstallSteps => ({
  needsStage: false,
  packages: packages.filter(({ lines }) => lines.length > 0),
  project: [],
});

/** Some packages compile against PyTorch and import it for that, so it must be there before pip comes to them. */
function torchFirst(steps: InstallSteps, { requirements }: Dependencies): InstallSteps {
  const torch = requirements.find(({ name }) => name === 'torch');
  const words = ['ninja', 'packaging', 'setuptools', 'wheel', `torch${torch?.specifier ?? ''}`];
  const first: Section = {
    comment: t(
      'PyTorch first, because a package is compiled against it, and without the isolation that would hide it.',
    ),
    lines: [`RUN pip install --no-cache-dir ${shellWords(words)}`],
  };
  const seen = (section: Section): Section => ({
    ...section,
    lines: section.lines.map((line) => line.replace(/^RUN pip install /, 'RUN pip install --no-build-isolation ')),
  });
  if (steps.packages.length === 0) return { ...steps, project: [first, ...steps.project.map(seen)] };
  return { ...steps, packages: [first, ...steps.packages.map(seen)] };
}

function condaPipSteps({ file, packages }: Extract<InstallMethod, { kind: 'condaPip' }>): InstallSteps {
  const comment = t('The packages that {0} lists for pip. It names nothing else, so no conda is needed.', file);
  return plain([
    { comment, lines: packages.length > 0 ? [`RUN pip install --no-cache-dir ${shellWords(packages)}`] : [] },
  ]);
}

function condaSteps({ file }: Extract<InstallMethod, { kind: 'conda' }>): InstallSteps {
  const comment = t('The environment before the code: this layer is built again only when {0} changes.', file);
  const create = `RUN micromamba create --yes --prefix /opt/venv --file ${file} && micromamba clean --all --yes`;
  return plain([{ comment, lines: [dockerWords('COPY', [file, './']), create] }]);
}

function setupSteps(): InstallSteps {
  const comment = t('setup.py may read any file, so the packages can only be installed once the code is there.');
  return { needsStage: false, packages: [], project: [{ comment, lines: ['RUN pip install --no-cache-dir .'] }] };
}

function requirementsSteps({
  file,
  includes,
  needsCode,
}: Extract<InstallMethod, { kind: 'requirements' }>): InstallSteps {
  const install = `RUN pip install --no-cache-dir -r ${file}`;
  if (needsCode) {
    const comment = t('{0} names folders of the project, so the code must be there.', file);
    return { needsStage: false, packages: [], project: [{ comment, lines: [install] }] };
  }
  const folder = file.includes('/') ? `./${file.slice(0, file.lastIndexOf('/') + 1)}` : './';
  const isFlat = includes.every((path) => !path.includes('/')) && folder === './';
  const copies = isFlat ? [[file, ...includes, './']] : [file, ...includes].map((path) => [path, path]);
  return plain([
    {
      comment: t(
        'Requirements before the code: this layer is built again only when they change. The cache of pip is not kept.',
      ),
      lines: [...copies.map((words) => dockerWords('COPY', words)), install],
    },
  ]);
}

/** A tool gets an environment of its own, because it must not appear among the project's packages. */
function toolSection(name: string, requirement: string): Section {
  return {
    comment: t('{0} in an environment of its own, so that it does not mix with those of the project.', name),
    lines: [`RUN python3 -m venv /opt/${name} && /opt/${name}/bin/pip install --no-cache-dir ${requirement}`],
  };
}

const uvTool = (): readonly Section[] => [
  toolSection('uv', UV),
  {
    comment: t('Into the environment that the image runs with, and with the Python of the base.'),
    lines: ['ENV UV_PROJECT_ENVIRONMENT=/opt/venv \\', '    UV_PYTHON=python3 \\', '    UV_PYTHON_DOWNLOADS=never'],
  },
];

const lockComment = (file: string): string =>
  t('Exactly the versions of {0}, before the code: this layer is built again only when they change.', file);
const codeComment = (): string => t('The packages lie in folders of the project, so the code must be there.');
const projectComment = (): string => t('The project itself, with its console scripts.');

function uvSteps(isPackage: boolean, needsCode: boolean): InstallSteps {
  const sync = 'RUN /opt/uv/bin/uv sync --locked --no-dev --no-cache';
  const project = isPackage ? [{ comment: projectComment(), lines: [`${sync} --no-editable`] }] : [];
  if (needsCode)
    return {
      needsStage: true,
      packages: uvTool(),
      project: [{ comment: codeComment(), lines: [`${sync} --no-editable`] }],
    };
  const lines = ['COPY pyproject.toml uv.lock ./', `${sync} --no-install-project`];
  return { needsStage: true, packages: [...uvTool(), { comment: lockComment('uv.lock'), lines }], project };
}

function poetrySteps(isPackage: boolean, needsCode: boolean): InstallSteps {
  const install =
    'RUN VIRTUAL_ENV=/opt/venv /opt/poetry/bin/poetry install --only main --no-root --no-cache --no-interaction';
  const project = isPackage
    ? [{ comment: projectComment(), lines: ['RUN pip install --no-cache-dir --no-deps .'] }]
    : [];
  const tool = toolSection('poetry', POETRY);
  if (needsCode)
    return { needsStage: true, packages: [tool], project: [{ comment: codeComment(), lines: [install] }, ...project] };
  const lines = ['COPY pyproject.toml poetry.lock ./', install];
  return { needsStage: true, packages: [tool, { comment: lockComment('poetry.lock'), lines }], project };
}

function pyprojectSteps(isPackage: boolean, needsCode: boolean): InstallSteps {
  const whole = 'RUN /opt/uv/bin/uv pip install --python /opt/venv/bin/python --no-cache';
  if (needsCode)
    return { needsStage: true, packages: uvTool(), project: [{ comment: codeComment(), lines: [`${whole} .`] }] };
  const comment = t(
    'Packages before the code: this layer is built again only when they change. A uv.lock would pin them.',
  );
  const packages = [...uvTool(), { comment, lines: ['COPY pyproject.toml ./', `${whole} -r pyproject.toml`] }];
  const project = isPackage ? [{ comment: projectComment(), lines: [`${whole} --no-deps .`] }] : [];
  return { needsStage: true, packages, project };
}

function pipenvSteps(): InstallSteps {
  const lines = [
    'COPY Pipfile Pipfile.lock ./',
    'RUN /opt/pipenv/bin/pipenv requirements > /tmp/requirements.txt && pip install --no-cache-dir -r /tmp/requirements.txt',
  ];
  return {
    needsStage: true,
    packages: [toolSection('pipenv', PIPENV), { comment: lockComment('Pipfile.lock'), lines }],
    project: [],
  };
}

function papermillSection(method: InstallMethod): Section {
  const comment = t('Papermill runs the notebook with given parameters; the project does not name it.');
  const packages = PAPERMILL.join(' ');
  const usesUv = method.kind === 'uv' || method.kind === 'pyproject';
  const pip = usesUv
    ? '/opt/uv/bin/uv pip install --python /opt/venv/bin/python --no-cache'
    : 'pip install --no-cache-dir';
  return { comment, lines: [`RUN ${pip} ${packages}`] };
}
