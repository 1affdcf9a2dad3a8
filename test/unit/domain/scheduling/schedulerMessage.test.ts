import assert from 'node:assert/strict';
import { mainReason, parseSchedulerMessage, verdictText } from '../../../../src/domain/scheduling/schedulerMessage.ts';
import { imageAnswer, isBareBackOff } from '../../../../src/domain/scheduling/imageAnswer.ts';

describe('parseSchedulerMessage', () => {
  for (const { version, message, nodes, kinds, text } of [
    {
      version: '1.34',
      message:
        "0/4 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 3 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.",
      nodes: 4,
      kinds: ['selector:1', 'insufficient:3'],
      text: 'not enough nvidia.com/gpu free',
    },
    {
      version: '1.34',
      message: '0/4 nodes are available: persistentvolumeclaim "nowhere" not found. not found',
      nodes: 4,
      kinds: ['claimMissing:-'],
      text: 'claim nowhere is not there',
    },
    {
      version: '1.34',
      message:
        "0/4 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity, 3 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
      nodes: 4,
      kinds: ['volumeZone:1', 'taint:3'],
      text: 'its volume is in another zone',
    },
    {
      version: '1.24 to 1.33',
      message:
        '0/13 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 10 node(s) had untolerated taint {team: a}, 2 Insufficient memory. preemption: 0/13 nodes are available: 13 Preemption is not helpful for scheduling.',
      nodes: 13,
      kinds: ['taint:1', 'taint:10', 'insufficient:2'],
      text: 'not enough memory free',
    },
    {
      version: '1.20',
      message:
        "0/3 nodes are available: 1 node(s) had taint {dedicated: gpu}, that the pod didn't tolerate, 2 Insufficient cpu.",
      nodes: 3,
      kinds: ['taint:1', 'insufficient:2'],
      text: 'not enough cpu free',
    },
    {
      version: 'any',
      message: 'no nodes available to schedule pods',
      nodes: 0,
      kinds: ['noNodes:-'],
      text: 'the cluster has no nodes',
    },
    {
      version: 'any',
      message: '0/2 nodes are available: 2 node(s) had something new.',
      nodes: 2,
      kinds: ['other:2'],
      text: 'node(s) had something new',
    },
  ]) {
    it(`reads ${kinds.join(' ')} of ${version}`, () => {
      const verdict = parseSchedulerMessage(message);
      assert.ok(verdict);
      assert.equal(verdict.nodes, nodes);
      assert.deepEqual(
        verdict.reasons.map(({ kind, nodes: count }) => `${kind}:${count ?? '-'}`),
        kinds,
      );
      assert.equal(verdictText(verdict), text);
    });
  }

  it('keeps the name of a taint where the scheduler gives it', () => {
    const verdict = parseSchedulerMessage('0/1 nodes are available: 1 node(s) had untolerated taint {team: a}.');
    assert.equal(verdict && mainReason(verdict)?.name, 'team=a');
  });

  it('is not fooled by other words', () => {
    assert.equal(parseSchedulerMessage('Successfully assigned a/b to c'), undefined);
    assert.equal(parseSchedulerMessage(''), undefined);
  });
});

describe('imageAnswer', () => {
  for (const [words, id] of [
    ['failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized', 'image-unauthorized'],
    [
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      'image-unauthorized',
    ],
    ['rpc error: code = NotFound desc = failed to resolve reference "r/a:1": r/a:1: not found', 'image-not-found'],
    ['manifest for r/a:1 not found: manifest unknown: manifest unknown', 'image-not-found'],
    ['no match for platform in manifest: not found', 'image-architecture'],
    ['dial tcp: lookup r.invalid: no such host', 'image-unreachable'],
    ['dial tcp 10.0.0.1:443: connect: no route to host', 'image-unreachable'],
    ['dial tcp 10.0.0.1:443: i/o timeout', 'image-unreachable'],
    ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'image-certificate'],
    ['http: server gave HTTP response to HTTPS client', 'image-certificate'],
    ['toomanyrequests: You have reached your pull rate limit', 'image-rate-limit'],
    ['write /var/lib/containerd/x: no space left on device', 'image-no-space'],
    ['unexpected EOF', 'image-pull'],
  ] as const) {
    it(`calls “${words.slice(0, 50)}” ${id}`, () => assert.equal(imageAnswer(words).id, id));
  }

  it('knows a back-off without a reason', () => {
    assert.ok(isBareBackOff('Back-off pulling image "a:1"'));
    assert.ok(!isBareBackOff('Back-off pulling image "a:1": ErrImagePull: no such host'));
  });
});
