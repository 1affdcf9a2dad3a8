import { t } from '../base/text.ts';
import type { CommandLineFacts } from './parameter.ts';
import type { PythonValue } from './pythonLiteral.ts';
import { isList, literalOf } from './pythonLiteral.ts';
import { stemOf } from './projectPath.ts';
import type { PythonCall, PythonSource } from './pythonSource.ts';

/** How a module answers requests. */
export interface ServerFacts {
  readonly framework: string;
  readonly port: number;
  /** Undefined: run the file itself. */
  readonly command?: readonly string[];
  /** Words that make it listen to more than its own container. */
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  /** Path that answers when it is ready. */
  readonly health?: string;
  readonly note?: string;
}

interface Module {
  readonly path: string;
  readonly source: PythonSource;
  readonly commandLine: CommandLineFacts;
}

type Detect = (module: Module) => (Omit<ServerFacts, 'args' | 'environment'> & Partial<ServerFacts>) | undefined;

const ANYWHERE = '0.0.0.0';
const HEALTH_PATHS = ['/healthz', '/health', '/readyz', '/ready', '/livez', '/ping', '/v2/health/ready'];

/** What kind of server a module is; undefined when it is none. Ports are the defaults in each framework's documentation. */
export function serverOf(module: Module): ServerFacts | undefined {
  const found = DETECTORS.map((detect) => detect(module)).find((one) => one !== undefined);
  if (!found) return undefined;
  const health = found.health ?? HEALTH_PATHS.find((path) => module.source.texts.includes(path));
  const hosts = module.commandLine.parameters.find(({ name }) => name === 'host');
  const isClosed = found.command === undefined && hosts !== undefined && hosts.defaultValue !== ANYWHERE;
  return {
    environment: new Map(),
    ...found,
    args: found.args ?? (isClosed ? ['--host', ANYWHERE] : []),
    ...(health === undefined ? {} : { health }),
  };
}

const streamlit: Detect = ({ path, source }) =>
  source.imports.has('streamlit')
    ? {
        framework: 'Streamlit',
        port: 8501,
        command: ['streamlit', 'run', path, `--server.address=${ANYWHERE}`, '--server.port=8501'],
        health: '/_stcore/health',
      }
    : undefined;

const gradio: Detect = ({ source }) => {
  const launch = source.imports.has('gradio')
    ? source.calls.find(({ callee }) => callee.endsWith('.launch'))
    : undefined;
  if (!launch) return undefined;
  const port = numberIn(launch, 'server_port', source) ?? 7860;
  const environment = new Map([
    ['GRADIO_SERVER_NAME', ANYWHERE],
    ['GRADIO_SERVER_PORT', String(port)],
  ]);
  return { framework: 'Gradio', port, environment };
};

const asgi: Detect = (module) => {
  const { source } = module;
  const app = source.calls.find(
    ({ callee, assignedTo }) => /(?:^|\.)(?:FastAPI|Starlette|Litestar)$/.test(callee) && assignedTo !== undefined,
  );
  if (!app) return undefined;
  const run = source.calls.find(({ callee }) => callee === 'uvicorn.run');
  const port = portOf(module, run, 8000);
  const framework = app.callee.split('.').at(-1) ?? app.callee;
  if (run && listensAnywhere(run, module)) return { framework, port };
  const name = `${moduleName(module.path)}:${app.assignedTo ?? 'app'}`;
  return { framework, port, command: ['uvicorn', name, '--host', ANYWHERE, '--port', String(port)] };
};

const flask: Detect = (module) => {
  const { source, path } = module;
  const app = source.calls.find(({ callee, assignedTo }) => /(?:^|\.)Flask$/.test(callee) && assignedTo !== undefined);
  if (!app) return undefined;
  const run = source.calls.find(({ callee }) => callee === `${app.assignedTo ?? ''}.run`);
  const port = portOf(module, run, 5000);
  if (run && listensAnywhere(run, module)) return { framework: 'Flask', port };
  const name = `${path.replace(/\.py$/, '').replaceAll('/', '.')}:${app.assignedTo ?? 'app'}`;
  return {
    framework: 'Flask',
    port,
    command: ['flask', '--app', name, 'run', '--host', ANYWHERE, '--port', String(port)],
  };
};

const bentoml: Detect = ({ path, source }) =>
  source.imports.has('bentoml') &&
  (stemOf(path) === 'service' || source.calls.some(({ callee }) => /^bentoml\.(?:service|Service)$/.test(callee)))
    ? {
        framework: 'BentoML',
        port: 3000,
        command: ['bentoml', 'serve', '--host', ANYWHERE, '--port', '3000', '.'],
        health: '/readyz',
      }
    : undefined;

const litserve: Detect = (module) => {
  const isServer =
    module.source.imports.has('litserve') &&
    module.source.calls.some(({ callee }) => /(?:^|\.)LitServer$/.test(callee));
  const run = module.source.calls.find(({ callee }) => callee.endsWith('.run'));
  return isServer ? { framework: 'LitServe', port: portOf(module, run, 8000), health: '/health' } : undefined;
};

const kserve: Detect = ({ source }) =>
  source.imports.has('kserve') && source.calls.some(({ callee }) => /(?:^|\.)ModelServer$/.test(callee))
    ? { framework: 'KServe', port: 8080, health: '/v2/health/ready' }
    : undefined;

const aiohttp: Detect = (module) => {
  const run = module.source.calls.find(({ callee }) => /(?:^|\.)run_app$/.test(callee));
  return run && module.source.imports.has('aiohttp')
    ? { framework: 'aiohttp', port: portOf(module, run, 8080) }
    : undefined;
};

const standard: Detect = (module) => {
  const server = module.source.calls.find(({ callee }) => /(?:^|\.)(?:Threading)?HTTPServer$/.test(callee));
  if (!server || !module.source.imports.has('http')) return undefined;
  const address = literalOf(server.args[0], module.source.constants);
  const port: PythonValue = isList(address) ? address[1] : undefined;
  const isOpen = !isList(address) || address[0] === undefined || address[0] === '' || address[0] === ANYWHERE;
  return {
    framework: 'http.server',
    port: parameterPort(module) ?? (typeof port === 'number' && isPort(port) ? port : 8000),
    ...(isOpen
      ? {}
      : {
          note: t(
            '{0} listens on {1} only, which nothing outside the container can reach.',
            module.path,
            String(address[0]),
          ),
        }),
  };
};

const DETECTORS: readonly Detect[] = [streamlit, gradio, bentoml, litserve, kserve, asgi, flask, aiohttp, standard];

function portOf(module: Module, call: PythonCall | undefined, fallback: number): number {
  return (call ? numberIn(call, 'port', module.source) : undefined) ?? parameterPort(module) ?? fallback;
}

function parameterPort({ commandLine }: Module): number | undefined {
  const value = commandLine.parameters.find(({ name }) => name === 'port' || name === 'server-port')?.defaultValue;
  return typeof value === 'number' && isPort(value) ? value : undefined;
}

const isPort = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 65_536;

function numberIn(call: PythonCall, name: string, source: PythonSource): number | undefined {
  const value = literalOf(call.named.get(name), source.constants);
  return typeof value === 'number' && isPort(value) ? value : undefined;
}

/** What is set from a `--host` option can be opened with it; without any host the frameworks listen to their own machine only. */
function listensAnywhere(call: PythonCall, { source, commandLine }: Module): boolean {
  const host = literalOf(call.named.get('host'), source.constants);
  return (
    host === ANYWHERE ||
    (call.named.has('host') && host === undefined && commandLine.parameters.some(({ name }) => name === 'host'))
  );
}

const moduleName = (path: string): string => path.replace(/\.py$/, '').replaceAll('/', '.');
