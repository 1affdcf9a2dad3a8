/** Inputs of an action in all versions that GitHub runs. */
export interface KnownAction {
  readonly inputs: readonly string[];
  readonly required: readonly string[];
}

const action = (inputs: string, required = ''): KnownAction => ({
  inputs: inputs.split(' '),
  required: required === '' ? [] : required.split(' '),
});

/** Actions that build images and move models, by name in small letters. Source: the action.yml of each. */
export const KNOWN_ACTIONS: ReadonlyMap<string, KnownAction> = new Map([
  [
    'actions/cache',
    action(
      'enableCrossOsArchive fail-on-cache-miss key lookup-only path restore-keys save-always upload-chunk-size',
      'path key',
    ),
  ],
  [
    'actions/checkout',
    action(
      'clean fetch-depth fetch-tags filter github-server-url lfs path persist-credentials ref repository set-safe-directory show-progress sparse-checkout sparse-checkout-cone-mode ssh-key ssh-known-hosts ssh-strict ssh-user submodules token',
    ),
  ],
  [
    'actions/download-artifact',
    action(
      'artifact-ids github-token merge-multiple name path pattern repository run-id digest-mismatch skip-decompress',
    ),
  ],
  [
    'actions/setup-python',
    action(
      'allow-prereleases architecture cache cache-dependency-path check-latest freethreaded python-version python-version-file token update-environment pip-install pip-version',
    ),
  ],
  [
    'actions/upload-artifact',
    action(
      'compression-level if-no-files-found include-hidden-files name overwrite path retention-days archive',
      'path',
    ),
  ],
  [
    'aws-actions/configure-aws-credentials',
    action(
      'audience aws-access-key-id aws-region aws-secret-access-key aws-session-token disable-retry http-proxy inline-session-policy managed-session-policies mask-aws-account-id output-credentials output-env-credentials retry-max-attempts role-chaining role-duration-seconds role-external-id role-session-name role-skip-session-tagging role-to-assume special-characters-workaround unset-current-credentials use-existing-credentials web-identity-token-file action-timeout-s allowed-account-ids force-skip-oidc no-proxy transitive-tag-keys',
      'aws-region',
    ),
  ],
  [
    'docker/build-push-action',
    action(
      'add-hosts allow annotations attests build-args build-contexts builder cache-from cache-to cgroup-parent context file github-token labels load network no-cache no-cache-filters outputs platforms provenance pull push sbom secret-envs secret-files secrets shm-size ssh tags target ulimit call',
    ),
  ],
  ['docker/login-action', action('ecr logout password registry registry-auth scope username')],
  [
    'docker/metadata-action',
    action(
      'annotations bake-target context flavor github-token images labels sep-annotations sep-labels sep-tags tags',
    ),
  ],
  [
    'docker/setup-buildx-action',
    action(
      'append buildkitd-config buildkitd-config-inline buildkitd-flags cache-binary cleanup config config-inline driver driver-opts endpoint install keep-state name platforms use version',
    ),
  ],
  ['docker/setup-qemu-action', action('cache-image image platforms')],
]);
