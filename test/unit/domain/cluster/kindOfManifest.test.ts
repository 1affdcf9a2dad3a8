import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { kindOfManifest } from '../../../../src/domain/cluster/kindOfManifest.ts';
import { SERVICE_KIND } from '../../../../src/domain/cluster/knownKinds.ts';

describe('the kind of a manifest', () => {
  const knative = { ...SERVICE_KIND, group: 'serving.knative.dev' };

  it('is told by group and version, not by its name alone', () => {
    const kinds = [knative, SERVICE_KIND];
    assert.equal(kindOfManifest({ apiVersion: 'v1', kind: 'Service' }, kinds), SERVICE_KIND);
    assert.equal(kindOfManifest({ apiVersion: 'serving.knative.dev/v1', kind: 'Service' }, kinds), knative);
    assert.equal(kindOfManifest({ apiVersion: 'v2', kind: 'Service' }, kinds), undefined);
  });
});
