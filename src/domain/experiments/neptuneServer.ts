import { fail, type Failure, ok, type Result } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import { t } from '../base/text.ts';
import { serverLabel, serverUrl } from './serverUrl.ts';
import type { TrackerRef } from './tracker.ts';

/** A Neptune server in the list of trackers: its address alone would be taken for that of MLflow. */
const LISTED = 'neptune+';

/** What a token of Neptune says of itself. */
export interface NeptuneToken {
  /** As it is sent. */
  readonly text: string;
  /** The server that it is for, without a slash at the end. */
  readonly url: string;
}

/**
 * A token of Neptune is base64 of JSON that names the server and has a key. Source: neptune_api/credentials.py of neptune-query 1.14.1, which takes
 * `api_url` before `api_address`. Failures: `invalid`, with nothing of the token in them.
 */
export function readNeptuneToken(text: string): Result<NeptuneToken> {
  const token = text.trim();
  const fields = fieldsOf(token);
  if (!fields) {
    return fail(noToken(t('This is no API token of Neptune: one is base64 of JSON with the address of its server.')));
  }
  const url = [fields.api_url, fields.api_address].find(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  if (url === undefined || !/^https?:\/\/[^\s/@]+(?:\/\S*)?$/i.test(url) || !URL.canParse(url)) {
    return fail(noToken(t('The API token names no server: `api_url` or `api_address` is missing in it.')));
  }
  return ok({ text: token, url: url.replace(/\/+$/, '') });
}

interface TokenFields {
  readonly api_url?: unknown;
  readonly api_address?: unknown;
}

function fieldsOf(token: string): TokenFields | undefined {
  let json: string;
  try {
    json = atob(token);
  } catch {
    // No base64, which is what the caller tells.
    return undefined;
  }
  const value = parsedJson(json);
  return isFields(value) ? value : undefined;
}

const isFields = (value: unknown): value is TokenFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function noToken(message: string): Failure {
  return {
    code: 'invalid',
    about: 'login',
    message,
    nextStep: t('Copy it from your profile on the server (Get your API token), without quotes around it.'),
  };
}

/** An address of the hosted service, which has closed on 5 March 2026 and whose data is gone. */
export function isHostedNeptune(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'neptune.ai' || hostname.endsWith('.neptune.ai');
}

export function hostedNeptuneClosed(): Failure {
  return {
    code: 'unsupported',
    message: t('Neptune’s hosted service has closed, and nothing answers at its addresses any more.'),
    nextStep: t('Add a folder with an export of neptune-exporter, or a folder .neptune with offline runs.'),
  };
}

/** A server by its address, as it is kept in the list of trackers. */
export function listedNeptune(address: string): string {
  return `${LISTED}${address.trim().replace(/\/+$/, '')}`;
}

/** A Neptune server of the list of trackers; undefined: the text is something else. */
export function neptuneOfListed(text: string): TrackerRef | undefined {
  return text.startsWith(`${LISTED}http`) ? neptuneServer(text.slice(LISTED.length), 'user') : undefined;
}

/** @param address of the server, or of one of its projects; user, password and query in it are left out */
export function neptuneServer(address: string, foundBy: TrackerRef['foundBy']): TrackerRef | undefined {
  const url = serverUrl(address);
  if (url === undefined) return undefined;
  return { id: `neptune:${url}`, kind: 'neptune', label: serverLabel(url), place: { form: 'server', url }, foundBy };
}

/**
 * The project that an address names behind its host, as `workspace/project` or as the pages of a project have it.
 * @param prefix path at which the server itself is, without a slash at the end
 */
export function projectOfAddress(url: string, prefix = ''): string | undefined {
  const parts = URL.canParse(url) ? pathBehind(url, prefix).split('/').filter(Boolean).map(decodeURIComponent) : [];
  const [first, second, third, fourth] = parts;
  // Pages of Neptune 3: /o/WORKSPACE/org/PROJECT/…
  if (first === 'o' && third === 'org' && second && fourth) return `${second}/${fourth}`;
  return first && second ? `${first}/${second}` : undefined;
}

const pathBehind = (url: string, prefix: string) => {
  const { pathname } = new URL(url);
  return pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname;
};

/**
 * The page of a project or of a run. Source: `get_run_url` of neptune-scale 0.30.0.
 * @param base origin of the server
 * @param runId `workspace/project/run`, as the tracker has it
 */
export function neptunePage(
  base: string,
  { experimentId, runId }: { readonly experimentId?: string; readonly runId?: string },
): string {
  if (experimentId === undefined) return base;
  const project = `${base}/${experimentId.split('/').map(encodeURIComponent).join('/')}`;
  if (runId === undefined) return project;
  return `${project}/-/run/?customId=${encodeURIComponent(runId.slice(experimentId.length + 1))}`;
}
