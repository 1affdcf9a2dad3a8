// The cases of the rules for security that their examples do not show.
import assert from 'node:assert/strict';
import { deploymentWith, hardenedPod, podWith } from '../../../../src/language/lint/examples.ts';
import { manifestFindings } from '../../../support/manifestFindings.ts';
import { applyEdits } from '../../../support/ruleExamples.ts';
import { lintText, marked } from './lintText.ts';

type Case = readonly [what: string, rule: string, text: string, found: readonly string[]];

const IMAGE = 'image: a:1';
const context = (lines: string): string => `${IMAGE}\nsecurityContext:\n${lines}`;
const init = (lines: string): string => `initContainers:\n  - name: first\n    ${lines.replaceAll('\n', '\n    ')}`;
const WINDOWS = 'os:\n  name: windows';

const PODS: readonly Case[] = [
  [
    'a port that everybody may open',
    'sec-privileged-ports',
    podWith(`${IMAGE}\nports: [{containerPort: 1024}, {containerPort: 0}]`),
    [],
  ],
  [
    'the last port that not everybody may open',
    'sec-privileged-ports',
    podWith(`${IMAGE}\nports: [{containerPort: 1023}]`),
    ['1023'],
  ],
  ['ALL in both forms', 'sec-cap-drop-all-case', podWith(context('  capabilities: {drop: [ALL, all]}')), []],
  ['an init container', 'sec-privileged', podWith(IMAGE, init(context('  privileged: true'))), ['true']],
  [
    'a debug container',
    'sec-privileged',
    podWith(IMAGE, init(context('  privileged: true')).replace('initC', 'ephemeralC')),
    ['true'],
  ],
  [
    'a pod of an operator',
    'sec-privileged',
    deploymentWith(context('  privileged: true')).replace('apps/v1', 'example.com/v1'),
    ['true'],
  ],
  ['text instead of a boolean', 'sec-privileged', podWith(context('  privileged: "true"')), []],
  ['yes, which is true to the cluster', 'sec-privileged', podWith(context('  privileged: yes')), ['yes']],
  ['a template', 'sec-privileged', podWith(context('  privileged: {{ privileged }}')), []],
  ['CRLF', 'sec-privileged', podWith(context('  privileged: true')).replaceAll('\n', '\r\n'), ['true']],
  [
    'a value of the pod that covers its containers',
    'sec-run-as-non-root',
    podWith(IMAGE, 'securityContext:\n  runAsNonRoot: true'),
    [],
  ],
  [
    'a container against its pod',
    'sec-run-as-non-root',
    podWith(context('  runAsNonRoot: false'), 'securityContext:\n  runAsNonRoot: true'),
    ['false'],
  ],
  ['a pod that says no', 'sec-run-as-non-root', podWith(IMAGE, 'securityContext:\n  runAsNonRoot: false'), ['false']],
  ['a user other than root', 'sec-run-as-non-root', podWith(context('  runAsUser: 1000')), []],
  ['root by number', 'sec-run-as-non-root', podWith(context('  runAsUser: 0')), ['securityContext']],
  ['nothing at all', 'sec-run-as-non-root', podWith(IMAGE), ['web']],
  ['an alias without anchor', 'sec-run-as-non-root', podWith(`${IMAGE}\nsecurityContext: *none`), []],
  ['null', 'sec-run-as-non-root', podWith(`${IMAGE}\nsecurityContext:`), ['securityContext']],
  [
    'merged from an anchor',
    'sec-run-as-non-root',
    podWith(`${IMAGE}\nsecurityContext:\n  <<: *safe`, 'x-safe: &safe\n  runAsNonRoot: true'),
    [],
  ],
  [
    'a templated document, where it may come from there',
    'sec-run-as-non-root',
    podWith(`${IMAGE}\nargs: ["{{ a }}"]`),
    [],
  ],
  ['a host that is empty', 'sec-probe-host', podWith(`${IMAGE}\nlivenessProbe: {httpGet: {port: 1, host: ""}}`), []],
  ['a hook', 'sec-probe-host', podWith(`${IMAGE}\nlifecycle: {preStop: {httpGet: {port: 1, host: a}}}`), ['a']],
  ['Windows', 'sec-host-users', podWith(IMAGE, WINDOWS), []],
  ['the network of the node', 'sec-host-users', podWith(IMAGE, 'hostNetwork: true'), []],
  ['SELinux alone', 'sec-hardening-none', podWith(context('  seLinuxOptions: {level: s0}')), []],
  ['seccomp that is off', 'sec-hardening-none', podWith(context('  seccompProfile: {type: Unconfined}')), ['web']],
  [
    'seccomp that a container switches off',
    'sec-hardening-none',
    podWith(
      context('  seccompProfile: {type: Unconfined}'),
      'securityContext: {seccompProfile: {type: RuntimeDefault}}',
    ),
    ['web'],
  ],
  [
    'all dropped and added again',
    'sec-hardening-none',
    podWith(context('  capabilities: {drop: [ALL], add: [all]}')),
    ['web'],
  ],
  ['Windows, where it means something too', 'sec-run-as-non-root', podWith(IMAGE, WINDOWS), ['web']],
  ['Windows, where it means nothing', 'sec-privilege-escalation', podWith(IMAGE, WINDOWS), []],
  ['Windows, where there are no capabilities', 'sec-cap-drop-all', podWith(IMAGE, WINDOWS), []],
  ['a list that holds it', 'sec-cap-drop-all', podWith(context('  capabilities:\n    drop: [KILL, ALL]')), []],
  [
    'small letters, which admission does not take',
    'sec-cap-drop-all-case',
    podWith(context('  capabilities:\n    drop: [all]')),
    ['all'],
  ],
  ['an item that is not known', 'sec-cap-drop-all', podWith(context('  capabilities:\n    drop: [*none]')), []],
  ['a word instead of a list', 'sec-cap-drop-all', podWith(context('  capabilities:\n    drop: ALL')), []],
  ['one finding for SYS_ADMIN', 'sec-cap-add-dangerous', podWith(context('  capabilities:\n    add: [SYS_ADMIN]')), []],
  [
    'memory pinned for RDMA',
    'sec-cap-add-dangerous',
    podWith(`${context('  capabilities:\n    add: [IPC_LOCK]')}\nresources:\n  limits:\n    rdma/hca: 1`),
    [],
  ],
  [
    'memory pinned without RDMA',
    'sec-cap-add-dangerous',
    podWith(context('  capabilities:\n    add: [IPC_LOCK]')),
    ['IPC_LOCK'],
  ],
  [
    'a notebook',
    'sec-read-only-rootfs',
    deploymentWith(IMAGE).replace('apps/v1', 'kubeflow.org/v1').replace('Deployment', 'Notebook'),
    [],
  ],
  [
    'an annotation of AppArmor',
    'sec-apparmor-unconfined',
    podWith(IMAGE).replace(
      'namespace: team-a',
      'annotations:\n    container.apparmor.security.beta.kubernetes.io/web: unconfined',
    ),
    ['unconfined'],
  ],
  [
    'a profile by annotation',
    'sec-apparmor-missing',
    podWith(IMAGE).replace(
      'namespace: team-a',
      'annotations:\n    container.apparmor.security.beta.kubernetes.io/web: localhost/a',
    ),
    [],
  ],
  ['port 0 of the host', 'sec-host-port', podWith(`${IMAGE}\nports:\n  - containerPort: 1\n    hostPort: 0`), []],
  [
    'SSH of MPI',
    'sec-ssh-port',
    deploymentWith(`${IMAGE}\nports:\n  - containerPort: 22`)
      .replace('apps/v1', 'kubeflow.org/v2beta1')
      .replace('Deployment', 'MPIJob'),
    [],
  ],
  [
    'a subfolder of a system folder',
    'sec-sensitive-host-path',
    podWith(IMAGE, 'volumes:\n  - name: a\n    hostPath:\n      path: /dev/infiniband'),
    [],
  ],
  [
    'a slash at the end',
    'sec-sensitive-host-path',
    podWith(IMAGE, 'volumes:\n  - name: a\n    hostPath:\n      path: /etc/'),
    ['/etc/'],
  ],
  [
    'the whole disk',
    'sec-sensitive-host-path',
    podWith(IMAGE, 'volumes:\n  - name: a\n    hostPath:\n      path: /'),
    ['/'],
  ],
  [
    'one finding for a host path',
    'sec-volume-types',
    podWith(IMAGE, 'volumes:\n  - name: a\n    hostPath:\n      path: /mnt'),
    [],
  ],
  ['an account of its own', 'sec-automount-token', podWith(IMAGE, 'serviceAccountName: web'), []],
  ['an account in a template', 'sec-automount-token', podWith(IMAGE, 'serviceAccountName: "{{ name }}"'), []],
  [
    'a token that is asked for',
    'sec-automount-token',
    podWith(IMAGE, 'serviceAccountName: web\nautomountServiceAccountToken: true'),
    ['true'],
  ],
];

const policy = (rules: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n${rules}`;
const role = (rule: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: a\nrules:\n  - ${rule}\n`;

const ingress = (rule: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  rules:\n    - ${rule}\n`;
const EVERYTHING = '{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}';
const peer = (text: string): string => policy(`  ingress:\n    - from:\n        - ${text}\n`);

const OTHERS: readonly Case[] = [
  ['everything to read', 'rbac-secrets', role('{apiGroups: [""], resources: ["*"], verbs: [get]}'), ['"*"']],
  ['everything of another group', 'rbac-secrets', role('{apiGroups: [apps], resources: ["*"], verbs: [get]}'), []],
  [
    'everything, where pods count for less',
    'rbac-pod-create',
    role('{apiGroups: [""], resources: ["*"], verbs: [create]}'),
    [],
  ],
  ['one finding for everything', 'rbac-secrets', role(EVERYTHING), []],
  ['everything of a group', 'rbac-manage-all', role('{apiGroups: [apps], resources: ["*"], verbs: ["*"]}'), []],
  ['a role of the cluster itself', 'rbac-manage-all', role(EVERYTHING).replace('name: a', 'name: system:a'), []],
  ['cluster-admin itself', 'rbac-wildcard', role(EVERYTHING).replace('name: a', 'name: cluster-admin'), []],
  ['a role without a name', 'rbac-manage-all', role(EVERYTHING).replace('  name: a\n', '  labels: {}\n'), ['"*"']],
  [
    'pods of every namespace, with labels',
    'net-netpol-empty-selector',
    peer('{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}'),
    [],
  ],
  ['pods of every namespace', 'net-netpol-empty-selector', peer('{namespaceSelector: {}}'), ['namespaceSelector']],
  ['pods of some namespaces', 'net-netpol-empty-selector', peer('{namespaceSelector: {matchLabels: {a: b}}}'), []],
  ['no host', 'net-ingress-permissive-host', ingress('http: {}'), ['http']],
  ['an empty host', 'net-ingress-permissive-host', ingress('host: ""'), ['host']],
  ['a host that is null', 'net-ingress-permissive-host', ingress('host:'), ['host']],
  [
    'another annotation',
    'sec-ingress-snippet-cve',
    ingress('host: a').replace('name: a', 'annotations:\n    nginx.ingress.kubernetes.io/rewrite-target: /'),
    [],
  ],
  [
    'snippets that are allowed',
    'sec-ingress-snippet-cve',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  allow-snippet-annotations: "true"\n',
    ['allow-snippet-annotations'],
  ],
  [
    'a file below a name of a secret',
    'sec-configmap-secret',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  password: |\n    rules: 8 characters\n',
    [],
  ],
  [
    'settings of the cluster',
    'sec-kube-system-namespace',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: kube-system\n',
    [],
  ],
  [
    'an allowed repository with a tag',
    'sec-gatekeeper-open-reference',
    'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata:\n  name: a\nspec:\n  parameters:\n    repos: ["a/b:1", "a/b@sha256:0", "localhost:5000/a"]\n',
    ['"localhost:5000/a"'],
  ],
  ['what closes everything', 'net-netpol-empty-selector', policy(''), []],
  ['what opens everything', 'net-netpol-empty-selector', policy('  ingress:\n    - {}\n'), ['{}']],
  [
    'a Secret by name',
    'rbac-secrets',
    role('{apiGroups: [""], resources: [secrets], resourceNames: [a], verbs: [get]}'),
    [],
  ],
  ['all verbs on Secrets', 'rbac-secrets', role('{apiGroups: [""], resources: [secrets], verbs: ["*"]}'), ['secrets']],
  ['writing Secrets only', 'rbac-secrets', role('{apiGroups: [""], resources: [secrets], verbs: [create]}'), []],
  [
    'some verbs',
    'rbac-manage-configmaps',
    role('{apiGroups: [""], resources: [configmaps], verbs: [get, create, update]}'),
    [],
  ],
  [
    'a role of another kind',
    'rbac-secrets',
    role('{apiGroups: [""], resources: [secrets], verbs: [get]}').replace('Role', 'Rule'),
    [],
  ],
  ['rules of the wrong type', 'rbac-wildcard', role('"*"'), []],
  [
    'an Ingress behind a load balancer with TLS',
    'net-ingress-no-tls',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations:\n    alb.ingress.kubernetes.io/certificate-arn: arn\nspec:\n  rules: []\n',
    [],
  ],
  [
    'a host in a template',
    'net-ingress-permissive-host',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\nspec:\n  rules:\n    - host: "{{ host }}"\n',
    [],
  ],
];

describe('rules for security', () => {
  for (const [what, rule, text, found] of [...PODS, ...OTHERS])
    it(`${rule}: ${what}`, () => assert.deepEqual(marked(text, rule), found));

  it('are errors at the levels that they belong to', () => {
    const severities = (profiles: readonly ('pss-baseline' | 'pss-restricted')[], text: string): readonly unknown[] => {
      const all = manifestFindings(text, { profiles });
      return ['sec-privileged', 'sec-cap-drop-all', 'sec-cap-add-restricted', 'sec-read-only-rootfs'].map(
        (id) => all.find(({ rule }) => rule === id)?.severity,
      );
    };
    const text = podWith(context('  privileged: true\n  capabilities: {add: [CHOWN]}'));
    assert.deepEqual(severities([], text), ['warning', 'info', undefined, 'warning']);
    assert.deepEqual(severities(['pss-baseline'], text), ['error', 'info', undefined, 'warning']);
    assert.deepEqual(severities(['pss-restricted'], text), ['error', 'error', 'error', 'warning']);
  });

  const since: readonly (readonly [
    rule: string,
    minor: number,
    found: readonly [before: number, from: number],
    text: string,
  ])[] = [
    ['sec-probe-host', 34, [0, 1], podWith(`${IMAGE}\nlivenessProbe: {httpGet: {port: 1, host: a}}`)],
    [
      'sec-unsafe-sysctls',
      32,
      [1, 0],
      podWith(IMAGE, 'securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: "1"}]}'),
    ],
    ['sec-selinux-custom', 31, [1, 0], podWith(context('  seLinuxOptions: {type: container_engine_t}'))],
    ['sec-volume-types', 33, [1, 0], podWith(IMAGE, 'volumes: [{name: a, image: {reference: a}}]')],
    ['sec-run-as-non-root', 35, [1, 0], podWith(IMAGE, 'hostUsers: false')],
    ['sec-run-as-user-zero', 35, [1, 0], podWith(context('  runAsUser: 0'), 'hostUsers: false')],
    ['sec-proc-mount', 35, [1, 0], podWith(context('  procMount: Unmasked'), 'hostUsers: false')],
    ['sec-proc-mount-restricted', 35, [0, 1], podWith(context('  procMount: Unmasked'), 'hostUsers: false')],
    ['sec-run-as-non-root-pod', 35, [1, 0], podWith(IMAGE, 'hostUsers: false\nsecurityContext: {runAsNonRoot: false}')],
  ];
  for (const [id, minor, found, text] of since)
    it(`${id}: another answer since 1.${String(minor)}`, () => {
      const counts = [minor - 1, minor].map((kubernetesMinor) => {
        const rules = new Map([[id, 'warning'] as const]);
        return manifestFindings(text, { kubernetesMinor, rules }).filter(({ rule }) => rule === id).length;
      });
      assert.deepEqual(counts, found);
    });

  it('take away a capability and what is empty without it', () => {
    const fix = (text: string): string => {
      const finding = lintText(text).find(({ rule }) => rule === 'sec-cap-add-dangerous');
      return applyEdits(text, finding?.fixes?.()[0]?.edits ?? []);
    };
    const adding = (list: string): string => podWith(context(`  runAsNonRoot: true\n  capabilities:${list}`));
    assert.equal(
      fix(adding('\n    add:\n      - NET_ADMIN # for the router\n      - CHOWN')),
      adding('\n    add:\n      - CHOWN'),
    );
    assert.equal(fix(adding('\n    add: [CHOWN, NET_ADMIN]')), adding('\n    add: [CHOWN]'));
    assert.equal(fix(adding(' {add: [NET_ADMIN], drop: [ALL]}')), adding(' {drop: [ALL]}'));
    assert.equal(fix(adding('\n    add:\n      - NET_ADMIN')), podWith(context('  runAsNonRoot: true')));
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    assert.equal(
      fix(crlf(adding('\n    add:\n      - NET_ADMIN\n      - CHOWN'))),
      crlf(adding('\n    add:\n      - CHOWN')),
    );
  });

  it('add to a list in its own style', () => {
    const fix = (text: string): string => {
      const finding = lintText(text).find(({ rule }) => rule === 'sec-cap-drop-all');
      return applyEdits(text, finding?.fixes?.()[0]?.edits ?? []);
    };
    assert.equal(
      fix(hardenedPod({ capabilities: 'capabilities:\n  drop: [KILL]' })),
      hardenedPod({ capabilities: 'capabilities:\n  drop: [ALL, KILL]' }),
    );
    assert.equal(
      fix(hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - KILL' })),
      hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - ALL\n    - KILL' }),
    );
  });
});
