import type { Clock } from '../../domain/base/clock.ts';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { type MayRun, type PluginCommand, pluginKey, type PluginSettings, runPlugin } from './credentialPlugin.ts';
import type { CredentialPlugin, KubeContext } from './kubeconfig.ts';
import type { PluginAnswer } from './pluginAnswer.ts';
import { renewByKubectl, renewalKey, TokenRenewal } from './tokenRenewal.ts';
import { withAbort } from './withAbort.ts';

/** Milliseconds between two runs of a plugin that failed, or whose credentials are refused or expired already. */
const PAUSE_MS = 10_000;

/** Credentials of all plugins, shared by all clusters and requests: a plugin may open a browser, and must do it once. */
export class PluginPool {
  readonly #settings: PluginSettings;
  readonly #sources = new Map<string, PluginCredentials>();
  readonly #renewals = new Map<string, TokenRenewal>();
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

  renewalOf(context: KubeContext): TokenRenewal {
    const key = renewalKey(context);
    const known = this.#renewals.get(key);
    if (known) return known;
    const made = new TokenRenewal(() => renewByKubectl(context, this.#settings), this.#settings.clock);
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
  readonly #run: () => Promise<Result<PluginAnswer>>;
  readonly #clock: Clock;
  #running: Promise<Result<Credential>> | undefined;
  #answer: PluginAnswer | undefined;
  #failure: Failure | undefined;
  #ranAt = Number.NEGATIVE_INFINITY;

  constructor(run: () => Promise<Result<PluginAnswer>>, clock: Clock) {
    this.#run = run;
    this.#clock = clock;
  }

  current(signal: AbortSignal): Promise<Result<Credential>> {
    const answer = this.#answer;
    // This machine's clock may be wrong, so that credentials that look expired after a run are used all the same: the server is the judge.
    const isExpired = answer?.expiresAt !== undefined && answer.expiresAt <= this.#clock.now();
    if (answer && (!isExpired || this.#isTooSoon)) return Promise.resolve(ok(answer.credential));
    return this.#fresh(signal);
  }

  renew(rejected: Credential, signal: AbortSignal): Promise<Result<Credential>> {
    const answer = this.#answer;
    const isNewer = answer !== undefined && answer.credential !== rejected;
    if (isNewer && !this.#running) return Promise.resolve(ok(answer.credential));
    if (this.#isTooSoon && !this.#running && !this.#failure) return Promise.resolve(ok(rejected));
    return this.#fresh(signal);
  }

  forgetFailure(): void {
    if (this.#failure) this.#ranAt = Number.NEGATIVE_INFINITY;
    this.#failure = undefined;
  }

  get #isTooSoon(): boolean {
    return this.#clock.now() - this.#ranAt < PAUSE_MS;
  }

  #fresh(signal: AbortSignal): Promise<Result<Credential>> {
    // A refusal of the user is an answer and stands until somebody asks again by hand.
    if (!this.#running && this.#failure && (this.#isTooSoon || this.#failure.code === 'forbidden')) {
      return Promise.resolve(fail(this.#failure));
    }
    this.#running ??= this.#renewed().finally(() => {
      this.#running = undefined;
    });
    return withAbort(this.#running, signal);
  }

  async #renewed(): Promise<Result<Credential>> {
    const answer = await this.#run();
    this.#ranAt = this.#clock.now();
    this.#failure = answer.ok ? undefined : answer.failure;
    if (!answer.ok) return answer;
    this.#answer = answer.value;
    return ok(answer.value.credential);
  }
}
