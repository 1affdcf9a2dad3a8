/**
 * Labels on every container that Trainyard starts, so that a run is found again after a reload, from another window and by `docker ps`.
 * Values are plain text; parameters are one JSON object because label names may not hold every character a parameter may.
 */
export const RUN_LABELS = {
  runId: 'trainyard.run-id',
  runName: 'trainyard.run-name',
  workload: 'trainyard.workload',
  /** The run that it was started from with changed parameters: id and name. */
  fromId: 'trainyard.from-run-id',
  fromName: 'trainyard.from-run',
  kind: 'trainyard.kind',
  specPath: 'trainyard.spec',
  specDigest: 'trainyard.spec-digest',
  parameters: 'trainyard.parameters',
  outputs: 'trainyard.outputs',
  commit: 'trainyard.git-commit',
  dirty: 'trainyard.git-dirty',
  /** The uncommitted changes, packed; see gitFacts.ts. */
  changes: 'trainyard.git-changes',
  imageDigest: 'trainyard.image-digest',
  /** Where it records, as this machine reaches it: a path, or an address without a login. */
  tracking: 'trainyard.tracking',
  /** Where the values of secret variables came from, one JSON object of strings; never the values. */
  secrets: 'trainyard.secrets',
  /** The program was started under the debugger: it listens on this port of the container's loopback address. */
  debugPort: 'trainyard.debug-port',
  /** Of a launcher: so many processes listen, from that port on, by local rank. */
  debugProcesses: 'trainyard.debug-processes',
  /** The Python that the program was started with. */
  debugPython: 'trainyard.debug-python',
  /** Ports of a container in its machine's network, `8080/tcp,9000/udp`: nothing is published there, so the engine cannot tell them. */
  hostPorts: 'trainyard.host-ports',
  /** Set on a container that the user stopped, so that exit 137 or 143 reads "cancelled" and not "failed". */
  workspace: 'trainyard.workspace',
} as const;

/** Label on images, and on what a build leaves, so that leftovers of a killed window are found. */
export const BUILD_LABELS = {
  buildId: 'trainyard.build-id',
  workspace: 'trainyard.workspace',
} as const;
