/** Every setting and its default; the type is the default's, widened where the setting allows more. */
export const SETTINGS = {
  'trainyard.engines.hosts': [] as readonly string[],
  'trainyard.clusters.kubeconfigs': [] as readonly string[],
  'trainyard.clusters.protectedContexts': ['*prod*'] as readonly string[],
  'trainyard.clusters.readOnlyContexts': [] as readonly string[],
  'trainyard.clusters.contextColors': {} as Readonly<Record<string, unknown>>,
  'trainyard.clusters.prometheus': {} as Readonly<Record<string, string>>,
  'trainyard.clusters.helmTimeoutMinutes': 5 as number,
  'trainyard.clusters.helperImage': 'busybox:1.36' as string,
  'trainyard.experiments.trackers': [] as readonly string[],
  'trainyard.logs.keepDays': 14 as number,
  'trainyard.logs.keepMegabytes': 1000 as number,
  'trainyard.logs.silentMinutes': 5 as number,
  'trainyard.runs.stopGraceSeconds': 10 as number,
  'trainyard.runs.statusBar': true as boolean,
  'trainyard.runs.forwardServing': 'ask' as string,
  'trainyard.runs.bringOutputs': 'atEnd' as string,
  'trainyard.runs.openLogs': true as boolean,
  'trainyard.runs.keepChanges': true as boolean,
  'trainyard.lint.enabled': true as boolean,
  'trainyard.lint.profiles': [] as readonly string[],
  'trainyard.lint.rules': {} as Readonly<Record<string, string>>,
  'trainyard.lint.kubernetesVersion': '' as string,
  'trainyard.lint.clusterSchemas': true as boolean,
  'trainyard.lint.imageTags': 'connected' as string,
  'trainyard.lint.format': 'auto' as string,
  'trainyard.lint.owner': {} as Readonly<Record<string, string>>,
};

export type SettingId = keyof typeof SETTINGS;
export type Settings = { readonly [K in SettingId]: (typeof SETTINGS)[K] };
