/** Ids of the views in the activity-bar container and of the walkthrough. */
export const VIEWS = {
  runs: 'trainyard.runs',
  clusters: 'trainyard.clusters',
  files: 'trainyard.files',
  images: 'trainyard.images',
  experiments: 'trainyard.experiments',
  firstSteps: 'trainyard.firstSteps',
} as const;
