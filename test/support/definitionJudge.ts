// A real API server that knows the kinds of the operators from their own definitions, with the CEL in them. No webhook changes or refuses anything.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { after } from 'mocha';
import { parseDocument } from 'yaml';
import { operatorCrds } from '../../scripts/schemas/operatorCrds.mjs';
import { type JsonRecord, jsonRecord } from '../../src/language/schema/jsonRecord.ts';
import {
  type BareAnswer,
  type BareApiServer,
  type BareCall,
  startBareApiServer,
} from '../testbed/kubernetes/bareApiServer.mjs';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** Half a minute of one core, when nobody else wants it. */
const SETTLE_MS = 240_000;
const AT_ONCE = 3;
const MOST_TRIES = 5;
const BETWEEN_TRIES_MS = 1000;

interface Resource {
  readonly name: string;
  readonly namespaced: boolean;
  readonly kind: string;
}

interface Crd {
  readonly metadata: { readonly name: string };
  readonly spec: { conversion?: unknown; readonly versions: { name: string; storage: boolean }[] };
}

export class DefinitionJudge {
  readonly #server: BareApiServer;
  readonly #resources = new Map<string, Promise<readonly Resource[]>>();

  private constructor(server: BareApiServer) {
    this.#server = server;
  }

  /** All suites of a run have the same, which ends with the run. */
  static async open(): Promise<DefinitionJudge> {
    opened ??= DefinitionJudge.#start();
    return await opened;
  }

  static async #start(): Promise<DefinitionJudge> {
    const judge = new DefinitionJudge(await startBareApiServer());
    await judge.#define(await operatorCrds());
    return judge;
  }

  close(): Promise<void> {
    return this.#server.stop();
  }

  /**
   * What the server says of a manifest of one or more documents under strict validation, in its own words; undefined where it takes all of them.
   * Nothing is made. YAML is read by the server itself.
   */
  async refusal(text: string): Promise<string | undefined> {
    for (const document of text.split(/^---.*\n/m)) {
      if (!/^kind:/m.test(document)) continue;
      const answer = await this.#post(
        await this.#path(parseDocument(document, { logLevel: 'error' }).toJS()),
        document,
        'application/yaml',
      );
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** The same of an object. */
  async refusalOf(object: JsonRecord): Promise<string | undefined> {
    return this.#post(await this.#path(object), JSON.stringify(object), 'application/json');
  }

  async #post(path: string, text: string, type: string): Promise<string | undefined> {
    const query = 'dryRun=All&fieldValidation=Strict';
    const { status, body } = await this.#judged({ method: 'POST', path: `${path}?${query}`, text, type });
    // What is there already (a namespace), and what names others that are not there (a class of priorities), is not wrong.
    if (status < 400 || status === 403 || status === 409) return undefined;
    const { message } = jsonRecord(body);
    assert.ok(status === 400 || status === 422, `${String(status)} ${path} ${String(message ?? body)}`);
    return String(message);
  }

  /** A server that has just got its definitions, or has no processor for itself, answers that it could not; that is no judgement, so it is asked again. */
  async #judged(call: BareCall): Promise<BareAnswer> {
    for (let left = MOST_TRIES; ; left--) {
      const answer = await this.#server.call(call);
      if (answer.status < 500 || left <= 1) return answer;
      await setTimeout(BETWEEN_TRIES_MS);
    }
  }

  async #path(object: JsonRecord): Promise<string> {
    const apiVersion = String(object['apiVersion']);
    const found = await this.#resource(apiVersion, String(object['kind']));
    assert.ok(found, `the server has no ${String(object['kind'])} of ${apiVersion}`);
    const { namespace = 'team-a' } = jsonRecord(object['metadata']);
    return `${rootOf(apiVersion)}/${found.namespaced ? `namespaces/${String(namespace)}/` : ''}${found.name}`;
  }

  /** Whether the server has a kind. */
  async knows({ apiVersion, kind }: JsonRecord): Promise<boolean> {
    return (await this.#resource(String(apiVersion), String(kind))) !== undefined;
  }

  async #resource(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const root = rootOf(apiVersion);
    const listed = this.#resources.get(root) ?? this.#list(root);
    this.#resources.set(root, listed);
    return (await listed).find((resource) => resource.kind === kind && !resource.name.includes('/'));
  }

  async #list(root: string): Promise<readonly Resource[]> {
    const { body } = await this.#server.call({ path: root });
    const { resources } = jsonRecord(body);
    return Array.isArray(resources) ? resources : [];
  }

  async #define(crds: readonly unknown[]): Promise<void> {
    const wanted = merged(crds);
    const left = wanted.values();
    const post = async (): Promise<void> => {
      for (const crd of left) await this.#create(CRDS, crd);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, post));
    await this.#established(new Set(wanted.map(nameOf)));
  }

  /** The server tells of each change; a definition may be used once it is established. */
  async #established(left: Set<string>): Promise<void> {
    for await (const event of this.#server.watch(CRDS, AbortSignal.timeout(SETTLE_MS))) {
      const { object } = jsonRecord(event);
      const { conditions } = jsonRecord(jsonRecord(object)['status']);
      const isReady = (Array.isArray(conditions) ? conditions : []).some((condition: unknown) => {
        const { type, status } = jsonRecord(condition);
        return type === 'Established' && status === 'True';
      });
      if (isReady) left.delete(nameOf(object));
      if (left.size === 0) return;
    }
  }

  async #create(path: string, object: object): Promise<void> {
    const { status, body } = await this.#server.call({ method: 'POST', path, text: JSON.stringify(object) });
    assert.equal(status, 201, String(jsonRecord(body)['message'] ?? body));
  }
}

let opened: Promise<DefinitionJudge> | undefined;
after(async function () {
  this.timeout(30_000);
  await (await opened)?.close();
});

const rootOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

const nameOf = (object: unknown): string => String(jsonRecord(jsonRecord(object)['metadata'])['name']);

/** Two definitions of one name become one with the versions of both: MPIJob is v1 of one operator and v2beta1 of another. */
function merged(crds: readonly unknown[]): readonly Crd[] {
  const found = new Map<string, Crd>();
  for (const crd of crds.map(bare)) {
    const known = found.get(nameOf(crd));
    if (known) known.spec.versions.push(...crd.spec.versions.map((version) => ({ ...version, storage: false })));
    else found.set(nameOf(crd), crd);
  }
  return [...found.values()];
}

/** Without descriptions, with which some are more than etcd takes in one request (1.5 MB), and without conversion: nothing is stored. */
function bare(crd: unknown): Crd {
  const copy: Crd = JSON.parse(
    JSON.stringify(crd, (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );
  delete copy.spec.conversion;
  return copy;
}
