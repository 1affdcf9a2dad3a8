import { parsedJson } from '../../domain/base/parsedJson.ts';
import { type Fields, fieldsIn, isFields, textIn } from './fields.ts';
import { asRecord } from '../http/json.ts';
import { type KubeFailure, statusFailure } from './kubeFailure.ts';

/** One line of a watch. */
export type WatchEvent =
  | {
      readonly kind: 'changed' | 'deleted';
      readonly object: Fields;
      readonly uid: string;
      readonly resourceVersion: string;
    }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string; readonly isInitialEnd: boolean }
  | { readonly kind: 'error'; readonly failure: KubeFailure }
  | { readonly kind: 'malformed' };

const MALFORMED: WatchEvent = { kind: 'malformed' };
const INITIAL_END = 'k8s.io/initial-events-end';

/** A line that is no event of the API is `malformed`, and never left out: nobody could say what it would have told. */
export function watchEventOf(line: string | undefined): WatchEvent {
  const frame = parsed(line);
  if (frame === undefined) return MALFORMED;
  const type = frame['type'];
  const object = frame['object'];
  if (!isFields(object)) return MALFORMED;
  if (type === 'ERROR') return { kind: 'error', failure: statusFailure(asRecord(object)) };
  const meta = fieldsIn(object, 'metadata');
  const resourceVersion = textIn(meta, 'resourceVersion');
  if (resourceVersion === undefined) return MALFORMED;
  if (type === 'BOOKMARK') {
    const isInitialEnd = fieldsIn(meta, 'annotations')[INITIAL_END] === 'true';
    return { kind: 'bookmark', resourceVersion, isInitialEnd };
  }
  const uid = textIn(meta, 'uid');
  if (uid === undefined) return MALFORMED;
  if (type === 'ADDED' || type === 'MODIFIED') return { kind: 'changed', object, uid, resourceVersion };
  return type === 'DELETED' ? { kind: 'deleted', object, uid, resourceVersion } : MALFORMED;
}

function parsed(line: string | undefined): Fields | undefined {
  const value = parsedJson(line ?? '');
  // Half a line, or none of JSON: the caller relists.
  return isFields(value) ? value : undefined;
}
