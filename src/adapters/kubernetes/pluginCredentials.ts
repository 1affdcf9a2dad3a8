import type { Clock } from '../../domain/base/clock.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { type MayRun, type PluginCommand, pluginKey, type PluginSettings, runPlugin } from './credentialPlugin.ts';
import type { CredentialPlugin, KubeContext } from './kubeconfig.ts';
import type { PluginAnswer } from './pluginAnswer.ts';
import { SharedLogin } from './sharedLogin.ts';
import { renewByKubectl, renewalKey } from './tokenRenewal.ts';

/** Credentials of all plugins, shared by all clusters and requests: a plugin may open a browser, and must do it once. */
export class PluginPool {
  readonly #settings: PluginSettings;
  readonly #sources = new Map<string, PluginCredentials>();
  readonly #renewals = new Map<string, SharedLogin<void>>();
  readonly #questions = new Map<string, Promise<boolean>>();

  constructor(settings: PluginSettings) {
    this.#settings = { ...settings, mayRun: (command) => this.#askOnce(command, settings.mayRun) };
  }

  sourceOf(plugin: CredentialPlugin, context: KubeContext): CredentialSource {
    const key = pluginKey(plugin, context);
    const known = this.#sources.get(key);
    if (known) return known;
    const made = new PluginCredentials(() => runPlugin(plugin, context, this.#settings), this.#settings.clock);
    this.#sources.set(key, made);
    return made;
  }

  /** Within 10 s of a renewal its result again. */
  renewalOf(context: KubeContext): SharedLogin<void> {
    const key = renewalKey(context);
    const known = this.#renewals.get(key);
    if (known) return known;
    const made = new SharedLogin(() => renewByKubectl(context, this.#settings), this.#settings.clock);
    this.#renewals.set(key, made);
    return made;
  }

  /** The same command may be needed for several clusters; the user sees one question. */
  #askOnce(command: PluginCommand, mayRun: MayRun): Promise<boolean> {
    const asked = this.#questions.get(command.fingerprint);
    if (asked) return asked;
    const answer = mayRun(command).catch((error: unknown) => {
      this.#questions.delete(command.fingerprint);
      throw error;
    });
    this.#questions.set(command.fingerprint, answer);
    return answer;
  }

  /** What failed or was refused is tried again at once, for example after a click on Retry. */
  forgetFailures(): void {
    this.#questions.clear();
    for (const source of this.#sources.values()) source.forgetFailure();
    for (const renewal of this.#renewals.values()) renewal.forgetFailure();
  }
}

export class PluginCredentials implements CredentialSource {
  readonly #clock: Clock;
  readonly #login: SharedLogin<Credential>;
  #answer: PluginAnswer | undefined;

  constructor(run: () => Promise<Result<PluginAnswer>>, clock: Clock) {
    this.#clock = clock;
    this.#login = new SharedLogin(async () => {
      const answer = await run();
      if (!answer.ok) return answer;
      this.#answer = answer.value;
      return ok(answer.value.credential);
    }, clock);
  }

  current(signal: AbortSignal): Promise<Result<Credential>> {
    const answer = this.#answer;
    // This machine's clock may be wrong, so that credentials that look expired after a run are used all the same: the server is the judge.
    const isExpired = answer?.expiresAt !== undefined && answer.expiresAt <= this.#clock.now();
    if (answer && (!isExpired || this.#login.isTooSoon)) return Promise.resolve(ok(answer.credential));
    return this.#login.result(signal);
  }

  renew(rejected: Credential, signal: AbortSignal): Promise<Result<Credential>> {
    const answer = this.#answer;
    const isNewer = answer !== undefined && answer.credential !== rejected;
    const { isRunning, isTooSoon, hasFailed } = this.#login;
    if (isNewer && !isRunning) return Promise.resolve(ok(answer.credential));
    if (isTooSoon && !isRunning && !hasFailed) return Promise.resolve(ok(rejected));
    return this.#login.result(signal);
  }

  forgetFailure(): void {
    this.#login.forgetFailure();
  }
}
