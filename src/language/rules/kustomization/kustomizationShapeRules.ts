import { KUSTOMIZATION_SHAPE } from '../../kustomization/kustomizationShape.ts';
import { shapeRules } from '../yamlFile/shapeRules.ts';

const SOURCE = 'kustomize, api/types/kustomization.go (Unmarshal disallows unknown fields), 5.7.';

/** Fields of a kustomization, as kustomize decodes them: by any case, and none that it does not know. */
export const kustomizationShapeRules = shapeRules({
  kinds: 'kustomization',
  shape: KUSTOMIZATION_SHAPE,
  reading: { ignoresCase: true, isUnknown: () => false },
  unknown: {
    id: 'kustomization-unknown-field',
    severity: 'error',
    page: {
      what: 'A field that a kustomization does not have.',
      why: 'kustomize refuses the whole file with “unknown field”, so nothing is built.',
      source: SOURCE,
      bad: 'resource:\n  - deployment.yaml\n',
      good: 'resources:\n  - deployment.yaml\n',
    },
  },
  wrong: {
    id: 'kustomization-wrong-type',
    severity: 'error',
    page: {
      what: 'A field holds something of another type: a number as tag, one path where a list is wanted.',
      why: 'kustomize cannot decode the file. A tag such as 1.10 is a number without quotes.',
      source: SOURCE,
      bad: 'images:\n  - name: trainer\n    newTag: 1.10\n',
      good: 'images:\n  - name: trainer\n    newTag: "1.10"\n',
    },
  },
});
