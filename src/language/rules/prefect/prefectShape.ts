import {
  ANY,
  BOOLEAN,
  either,
  listOf,
  mapOf,
  NUMBER,
  record,
  SCALAR,
  type YamlShape,
} from '../../yamlFile/yamlShape.ts';

const STEPS = either(listOf(mapOf(ANY)), mapOf(ANY));
const OPEN = { isOpen: true } as const;
const DEPLOYMENT = record(
  {
    name: SCALAR,
    version: SCALAR,
    tags: either(SCALAR, listOf(ANY)),
    description: SCALAR,
    schedule: mapOf(ANY),
    schedules: listOf(mapOf(ANY)),
    paused: BOOLEAN,
    concurrency_limit: either(NUMBER, mapOf(ANY)),
    flow_name: SCALAR,
    entrypoint: SCALAR,
    parameters: mapOf(ANY),
    enforce_parameter_schema: BOOLEAN,
    build: STEPS,
    push: STEPS,
    pull: STEPS,
    work_pool: record({ name: SCALAR, work_queue_name: SCALAR, job_variables: mapOf(ANY) }, OPEN),
    triggers: listOf(mapOf(ANY)),
    sla: either(listOf(ANY), mapOf(ANY)),
  },
  OPEN,
);

/** prefect.yaml. Source: Prefect, schemas/prefect.yaml.schema.json. Fields that it does not name are let pass: people keep anchors there. */
export const PREFECT_SHAPE: YamlShape = record(
  {
    name: SCALAR,
    'prefect-version': SCALAR,
    build: STEPS,
    push: STEPS,
    pull: STEPS,
    deployments: listOf(DEPLOYMENT),
  },
  OPEN,
);
