import { commentLines, dockerText, jsonWords } from '../containerize/dockerText.ts';
import type { ProposedFile } from '../containerize/proposal.ts';
import { yamlList, yamlMap, yamlScalar } from '../containerize/yamlText.ts';
import { fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { WorkloadText } from '../deploy/addWorkload.ts';
import { fieldOf, isObject } from '../deploy/plainData.ts';

/** What a model wants around it. */
export interface ModelNeeds {
  /** Such as `3.12`. */
  readonly python: string;
  /** A text for pip; MLflow itself is in it. */
  readonly requirements: string;
}

export interface ServedModel {
  /** For people: `iris@champion`. */
  readonly label: string;
  /** Of the workload. */
  readonly name: string;
  readonly needs: ModelNeeds;
  readonly way: /** Fetched by MLflow at each start; `uri` is MLflow's, `variables` those of the environment that log in to the tracker. */
    | {
        readonly form: 'tracker';
        readonly uri: string;
        readonly trackingUri: string;
        readonly variables: readonly string[];
      }
    /** Its files lie in the folder of the proposal below `model`. */
    | { readonly form: 'copy' };
}

export interface ServeProposal {
  readonly workload: WorkloadText;
  /** Of the project, with `/`. */
  readonly folder: string;
  readonly files: readonly ProposedFile[];
}

/** Where the server listens in its container. MLflow's own default, 5000, is that of its tracking server too. */
const PORT = 8080;
/** A model of some GB is fetched and loaded before the first answer. */
const START = '5m';
/** When the model does not say: what MLflow 2 and 3 both run on. */
const USUAL_PYTHON = '3.11';

/**
 * What the file `MLmodel` (parsed) and `requirements.txt` of a model ask for. Fails with `unsupported` when MLflow's server cannot load it: it takes
 * models with the flavor `python_function` alone (`mlflow/pyfunc/__init__.py`).
 */
export function modelNeeds(description: unknown, requirements: string | undefined): Result<ModelNeeds> {
  const flavor = fieldOf(description, 'flavors', 'python_function');
  if (!isObject(flavor))
    return fail({
      code: 'unsupported',
      message: t('This model has no flavor python_function, without which MLflow’s server cannot load it.'),
      nextStep: t('Log it with a flavor of MLflow that has one, or wrap it in mlflow.pyfunc.PythonModel.'),
    });
  const python = /^\d+\.\d+/.exec(String(flavor['python_version']))?.[0] ?? USUAL_PYTHON;
  const version = fieldOf(description, 'mlflow_version');
  return ok({
    python,
    requirements: withMlflow(requirements ?? '', typeof version === 'string' ? version : undefined),
  });
}

/** The server is part of the whole package, which a model that was logged with `mlflow-skinny` does not name. */
function withMlflow(requirements: string, version: string | undefined): string {
  const text = requirements.trim() === '' ? '' : `${requirements.trimEnd()}\n`;
  if (/^mlflow(?:\[[^\]]*\])?\s*(?:[=<>!~;@].*)?$/m.test(text)) return text;
  return `mlflow${version === undefined ? '' : `==${version}`}\n${text}`;
}

/** The workload that serves a model with MLflow's own server, and the files that make its image. */
export function serveProposal(model: ServedModel): ServeProposal {
  const folder = `serving/${model.name}`;
  const files = [
    { path: `${folder}/Dockerfile`, text: dockerfile(model) },
    { path: `${folder}/requirements.txt`, text: model.needs.requirements },
    ...(model.way.form === 'copy' ? [{ path: `${folder}/.gitignore`, text: 'model/\n' }] : []),
  ];
  return { workload: { name: model.name, lines: workloadLines(model, folder) }, folder, files };
}

function workloadLines(model: ServedModel, folder: string): readonly string[] {
  const { way } = model;
  const source =
    way.form === 'tracker'
      ? t('{0} of {1}, fetched at each start.', way.uri, way.trackingUri)
      : t('Its files are in {0}.', `${folder}/model`);
  return [
    ...commentLines(
      t('The model {0}, behind MLflow’s own server. {1} Predictions: POST /invocations.', model.label, source),
    ),
    'kind: serve',
    `build: ${yamlScalar(folder)}`,
    `command: ${yamlList(command(model))}`,
    ...environmentLines(model),
    `ports: [${PORT}]`,
    `health: ${yamlMap([
      ['http', '/ping'],
      ['port', PORT],
      ['startPeriod', START],
    ])}`,
  ];
}

function command({ way }: ServedModel): readonly string[] {
  const uri = way.form === 'tracker' ? way.uri : '/serve/model';
  const listen = ['--host', '0.0.0.0', '--port', String(PORT)];
  // Its packages are in the image: MLflow would make an environment of its own at each start.
  return ['mlflow', 'models', 'serve', '--model-uri', uri, ...listen, '--env-manager', 'local'];
}

function environmentLines({ way }: ServedModel): readonly string[] {
  if (way.form === 'copy') return [];
  const secrets = way.variables.map((name) => `  ${name}: ${yamlMap([['env', name]])}`);
  return [
    `tracking: ${yamlMap([
      ['tracker', 'mlflow'],
      ['uri', { text: way.trackingUri }],
    ])}`,
    ...(secrets.length > 0 ? ['secrets:', ...secrets] : []),
  ];
}

function dockerfile(model: ServedModel): string {
  const { needs, way } = model;
  return dockerText([
    {
      comment: t('Made by Trainyard, yours to change. Serves the model {0} with MLflow’s own server.', model.label),
      lines: [],
    },
    {
      comment: t(
        'The Python that the model was made with. An argument, so that a mirror or an image of your own can take its place.',
      ),
      lines: [`ARG BASE=python:${needs.python}-slim`, 'FROM ${BASE}'],
    },
    {
      comment: t('Log lines appear at once. Caches of libraries go where every user id may write.'),
      lines: ['ENV PYTHONUNBUFFERED=1 \\', '    PYTHONDONTWRITEBYTECODE=1 \\', '    HOME=/tmp'],
    },
    { comment: t('A user without rights.'), lines: ['RUN useradd --non-unique --uid 1000 --no-create-home app'] },
    {
      comment: t(
        'Packages get an environment of their own, because the Python of Debian and Ubuntu bases is closed to pip (PEP 668).',
      ),
      lines: ['RUN python3 -m venv /opt/venv', 'ENV PATH=/opt/venv/bin:$PATH'],
    },
    { lines: ['WORKDIR /serve'] },
    {
      comment: t('What the model asks for.'),
      lines: ['COPY requirements.txt ./', 'RUN pip install --no-cache-dir -r requirements.txt'],
    },
    ...(way.form === 'copy' ? [{ lines: ['COPY --chown=1000:1000 model ./model'] }] : []),
    { lines: ['USER 1000:1000', `EXPOSE ${PORT}`, `CMD ${jsonWords(command(model))}`] },
  ]);
}
