// What a real MLflow server says over its REST API, asked without anything of Trainyard.

/** JSON as a test reads it. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

export class MlflowRest {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error with the answer when it is not success */
  async get(path: string, query: Readonly<Record<string, string>>): Promise<Json> {
    return await this.#ask(`${path}?${new URLSearchParams(query)}`, { method: 'GET' });
  }

  async post(path: string, body: object): Promise<Json> {
    return await this.#ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** @param uri Of a run: `mlflow-artifacts:/…` */
  async putArtifact(uri: string, path: string, text: string): Promise<void> {
    const place = `${this.#url}/api/2.0/mlflow-artifacts/artifacts${uri.replace(/^mlflow-artifacts:/, '')}/${path}`;
    const answer = await fetch(place, { method: 'PUT', body: text });
    if (!answer.ok) throw new Error(`${place}: ${answer.status} ${await answer.text()}`);
  }

  async #ask(path: string, init: RequestInit): Promise<Json> {
    const answer = await fetch(`${this.#url}/api/2.0/mlflow/${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}

/** The value at the end of these keys; undefined when one of them is not there. */
export function at(json: Json, ...keys: readonly (string | number)[]): Json {
  let value = json;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map<string, Json>(Object.entries(value)).get(String(key));
  }
  return value;
}

/** '' where there is no text. */
export function textAt(json: Json, ...keys: readonly (string | number)[]): string {
  const value = at(json, ...keys);
  return typeof value === 'string' ? value : '';
}
