import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import type { TextEdit } from '../../lint/finding.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { columnOf } from '../../lint/fixes/linePlaces.ts';
import type { Container } from '../../manifest/container.ts';
import { modelServer } from '../../manifest/modelServer.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

/** Loading weights of some gigabytes takes minutes; a probe that waits so long is not in the way. In seconds. */
const LONG_ENOUGH = 180;
const PROBE = 'livenessProbe:\n  httpGet:\n    path: /health\n    port: 8000';

/** serve-no-startup-probe */
export const serveNoStartupProbe: ManifestRule = {
  id: 'serve-no-startup-probe',
  on: 'container',
  kinds: 'model servers',
  severity: 'warning',
  fix: 'choice',
  isAboutAbsence: true,
  check(container, report) {
    const liveness = container.at('livenessProbe');
    if (liveness?.isMap !== true || container.at('startupProbe')) return;
    const server = modelServer(container);
    const budget = probeBudget(liveness);
    if (server === undefined || budget === undefined || budget >= LONG_ENOUGH) return;
    report.at(
      liveness.headSpan,
      t(
        '{0} is killed when it has not answered after {1} seconds, also while it still loads the model.',
        server,
        budget,
      ),
      {
        fixes: () => choiceFix(t('Add a startup probe of five minutes'), startupEdit(container, liveness)),
      },
    );
  },
  page: () => ({
    what: 'A model server with a liveness probe and no startup probe.',
    why: 'Loading a model takes minutes. The liveness probe counts from the start, so the kubelet kills the server again and again before it is ready.',
    source: 'Kubernetes API reference, Container.startupProbe and Probe (defaults: 10 s, 3 failures).',
    bad: deploymentWith(`image: vllm/vllm-openai:v0.8.4\n${PROBE}`),
    good: deploymentWith(
      `image: vllm/vllm-openai:v0.8.4\n${PROBE}\n${PROBE.replace('liveness', 'startup')}\n  failureThreshold: 30`,
    ),
  }),
};

/** Seconds after which a server that never answered is killed; undefined where a part is unknown. */
function probeBudget(probe: YamlValue): number | undefined {
  const part = (name: string, otherwise: number): number => {
    const value = probe.at(name);
    return value ? (value.number ?? Number.NaN) : otherwise;
  };
  const budget = part('initialDelaySeconds', 0) + part('periodSeconds', 10) * part('failureThreshold', 3);
  return Number.isNaN(budget) ? undefined : budget;
}

/** Asks what the liveness probe asks, thirty times. */
function startupEdit(container: Container, liveness: YamlValue): TextEdit | undefined {
  const handler = ['httpGet', 'tcpSocket', 'exec', 'grpc']
    .map((name) => liveness.at(name))
    .find((value) => value !== undefined);
  const keySpan = handler?.keySpan;
  if (!handler || !keySpan || handler.node !== handler.target) return undefined;
  const { text } = handler.tree;
  const column = columnOf(text, keySpan.start);
  const lines = text.slice(keySpan.start, handler.span.end).trimEnd().split(/\r?\n/);
  const moved = lines.map((line, index) => `  ${index === 0 ? line : line.slice(column)}`);
  return insertUnder(
    container.value,
    [],
    ['startupProbe:', ...moved, '  periodSeconds: 10', '  failureThreshold: 30'].join('\n'),
  );
}
