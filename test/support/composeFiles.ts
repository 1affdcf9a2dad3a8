// Compose files with the verdict of Compose on them. A test of the real reader holds them to it.

/** A file whose service `a` has these fields, in the style of JSON; `rest` stands behind it. */
export const composeService = (fields: string, rest = ''): string => `services:\n  a: {${fields}}\n${rest}`;

/** Compose files that Compose takes. */
export const TAKEN_COMPOSE_FILES: readonly string[] = [
  composeService('image: x:1, environment: {A: true, B: 1.5, C: null, D: yes}'),
  composeService("image: x:1, privileged: yes, init: On, tty: 'no', read_only: TRUE"),
  composeService("image: x:1, tmpfs: /x, mem_limit: 5, expose: [80, '81-83'], user: 1000:1000, cpus: 1"),
  composeService(
    "image: x:1, ports: ['127.0.0.1:8080:80/tcp', '[::1]:80:80', '3000-3005', '9090-9091:8080-8081', '127.0.0.1::80', 22:22, 80]",
  ),
  composeService(
    'image: x:1, deploy: {resources: {reservations: {devices: [{driver: nvidia, count: all, capabilities: [gpu]}]}}}',
  ),
  composeService("image: x:1, gpus: [{driver: nvidia, count: '2'}]"),
  composeService('image: x:1, shm_size: 1.5g, mem_limit: 8 gb, memswap_limit: -1'),
  composeService(
    "image: x:1, healthcheck: {test: [CMD-SHELL, 'true'], interval: 1m30s, retries: 3}, stop_grace_period: 1d",
  ),
  composeService(
    "image: '${IMAGE:-x}', scale: '${N:-1}', mem_limit: '${M:-1g}', pull_policy: '${P:-always}', ports: ['${PORT:-80}:80']",
  ),
  composeService('image: x:1, networks: {default: {aliases: [z]}}, x-own: 1', 'x-top: [1]\n'),
  composeService(
    'image: x:1, volumes: ["d:/x:ro", "./d:/y", "/z", "~/d:/w", {type: bind, source: d, target: /v}]',
    'volumes: {d: }\n',
  ),
  composeService(
    'image: x:1, networks: [n], secrets: [{source: s}], configs: [c]',
    'networks: {n: {}}\nsecrets: {s: {file: ./s}}\nconfigs: {c: {content: x}}\n',
  ),
  'x-common: &c\n  image: x:1\n  restart: always\nservices:\n  a:\n    <<: *c\n    command: [a]\n  b:\n    <<: [*c]\n',
  '# comment\n---\nservices:\n  a: {image: x:1}\n',
  'services:\n  a:\n    image: x:1\n    command: >-\n      a\n      b\n    environment:\n      A: |\n        ---\n        b\n',
  'services:\r\n  a:\r\n    image: x:1\r\n    depends_on: [b]\r\n  b:\r\n    build: .\r\n',
  'services: {}\n',
  composeService(
    'build: {context: ., no_cache_filter: [a]}, umask: 18, networks: {default: {use_service_name_alias: true}}',
  ),
  composeService('image: x:1, pre_start: [{image: y:1, command: [a], per_replica: true}]'),
  'services:\n  a: {image: x:1}\njobs:\n  j: {image: y:1, triggers: {manual: true, schedule: [{cron: "0 3 * * *"}]}}\n',
];

/** Compose files that Compose refuses, with the rule that says so. */
export const REFUSED_COMPOSE_FILES: readonly (readonly [rule: string, text: string])[] = [
  ['compose-schema', 'services:\n  a:\n    image: x:1\n    ports:\n'],
  ['compose-schema', composeService('image: x:1, command: 5')],
  ['compose-schema', composeService('image: x:1, foo: 1')],
  ['compose-schema', `${composeService('image: x:1')}foo: 1\n`],
  ['compose-schema', composeService('image: x:1, privileged: maybe')],
  ['compose-schema', composeService('image: x:1, gpus: 2')],
  ['compose-schema', composeService('image: x:1, hostname: 012')],
  ['compose-schema', composeService('image: x:1, labels: [1]')],
  ['compose-schema', composeService('image: x:1, depends_on: {b: {}}', '  b: {image: x:1}\n')],
  ['compose-schema', composeService('image: x:1, volumes: [{source: d, target: /x}]')],
  ['compose-schema', 'services:\n  a: {image: x:1}\n  a: {image: y:1}\n'],
  ['compose-schema', "services:\n  'b c': {image: z:1}\n"],
  ['compose-schema', 'services: [a]\n'],
  ['compose-schema', 'version: 3\nservices:\n  a: {image: x:1}\n'],
  ['compose-schema', '- a\n'],
  ['compose-syntax', 'services:\n  a: {image: x:1\n'],
  ['compose-syntax', '%YAML 1.2\n---\nservices:\n  a: {image: x:1}\n'],
  ['compose-shm-size-syntax', composeService('image: x:1, deploy: {resources: {limits: {memory: 8Gi}}}')],
  ['compose-duration-syntax', composeService('image: x:1, healthcheck: {interval: 5q}')],
  ['compose-value-format', composeService("image: x:1, ports: ['99999:80']")],
  ['compose-value-format', composeService('image: x:1, pull_policy: sometimes')],
  ['compose-value-format', composeService('image: x:1, container_name: c')],
  ['compose-service-unknown', composeService("image: x:1, network_mode: 'service:b'")],
  ['compose-service-unknown', composeService('image: x:1, volumes_from: [b:ro]')],
  ['compose-service-unknown', composeService('image: x:1, links: [b:c]')],
  ['compose-depends-cycle', composeService('image: x:1, depends_on: [a]')],
];
