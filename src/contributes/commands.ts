import type { FilePlace } from '../domain/files/filePlace.ts';

/** A command's argument list, carried by the type alone. */
interface Takes<A extends readonly unknown[]> {
  readonly args?: A;
}
const takes = <A extends readonly unknown[]>(): Takes<A> => ({});

/**
 * What tree menus hand to a command: the clicked row and all selected rows. Code hands over a NodeSubject instead of a row, the palette
 * nothing. views/shared/subjects.ts makes subjects of all three.
 */
type Rows = [clicked?: unknown, selected?: unknown];

/** Whose log to show. `title` is the name on the tab. */
interface LogsTarget {
  readonly engineId: string;
  readonly containerId: string;
  readonly title: string;
  readonly runId?: string;
}

/** Every command the extension contributes, and what it takes. test/contributes.test.ts holds package.json to it. */
export const COMMANDS = {
  'trainyard.runs.start': takes<[from?: unknown]>(),
  'trainyard.runs.rerun': takes<Rows>(),
  'trainyard.runs.compare': takes<Rows>(),
  'trainyard.runs.showChanges': takes<Rows>(),
  'trainyard.runs.openKept': takes<Rows>(),
  'trainyard.runs.removeKept': takes<Rows>(),
  'trainyard.runs.cleanUp': takes<[]>(),
  'trainyard.runs.refresh': takes<[]>(),
  'trainyard.runs.bringOutputs': takes<Rows>(),
  'trainyard.runs.showStatusMenu': takes<[]>(),
  'trainyard.containers.logs': takes<Rows>(),
  'trainyard.containers.shell': takes<Rows>(),
  'trainyard.containers.stop': takes<Rows>(),
  'trainyard.containers.kill': takes<Rows>(),
  'trainyard.containers.restart': takes<Rows>(),
  'trainyard.containers.remove': takes<Rows>(),
  'trainyard.containers.inspect': takes<Rows>(),
  'trainyard.containers.copyFrom': takes<Rows>(),
  'trainyard.containers.copyTo': takes<Rows>(),
  'trainyard.containers.openPort': takes<Rows>(),
  'trainyard.containers.showUsage': takes<Rows>(),
  'trainyard.clusters.refresh': takes<[clicked?: unknown]>(),
  'trainyard.clusters.inspect': takes<Rows>(),
  'trainyard.clusters.copyName': takes<Rows>(),
  'trainyard.clusters.removeVolume': takes<Rows>(),
  'trainyard.clusters.removeNetwork': takes<Rows>(),
  'trainyard.clusters.addEngine': takes<[]>(),
  'trainyard.clusters.describe': takes<Rows>(),
  'trainyard.clusters.showYaml': takes<Rows>(),
  'trainyard.clusters.editYaml': takes<Rows>(),
  'trainyard.clusters.events': takes<Rows>(),
  'trainyard.clusters.whyPending': takes<Rows>(),
  'trainyard.clusters.logs': takes<Rows>(),
  'trainyard.clusters.logBefore': takes<Rows>(),
  'trainyard.clusters.followByLabel': takes<Rows>(),
  'trainyard.clusters.shell': takes<Rows>(),
  'trainyard.clusters.showGpuUse': takes<Rows>(),
  'trainyard.clusters.forward': takes<Rows>(),
  'trainyard.clusters.copyFrom': takes<Rows>(),
  'trainyard.clusters.copyTo': takes<Rows>(),
  'trainyard.clusters.scale': takes<Rows>(),
  'trainyard.clusters.restart': takes<Rows>(),
  'trainyard.clusters.pause': takes<Rows>(),
  'trainyard.clusters.resume': takes<Rows>(),
  'trainyard.clusters.suspend': takes<Rows>(),
  'trainyard.clusters.undo': takes<Rows>(),
  'trainyard.clusters.cordon': takes<Rows>(),
  'trainyard.clusters.uncordon': takes<Rows>(),
  'trainyard.clusters.drain': takes<Rows>(),
  'trainyard.clusters.remove': takes<Rows>(),
  'trainyard.clusters.color': takes<[clicked?: unknown]>(),
  'trainyard.clusters.markReadOnly': takes<[clicked?: unknown]>(),
  'trainyard.clusters.allowChanges': takes<[clicked?: unknown]>(),
  'trainyard.clusters.protect': takes<[clicked?: unknown]>(),
  'trainyard.clusters.unprotect': takes<[clicked?: unknown]>(),
  'trainyard.clusters.chooseNamespaces': takes<[clicked?: unknown]>(),
  'trainyard.clusters.filter': takes<[]>(),
  'trainyard.clusters.clearFilter': takes<[]>(),
  'trainyard.clusters.apply': takes<[clicked?: unknown]>(),
  'trainyard.clusters.applyFolder': takes<[clicked?: unknown]>(),
  'trainyard.clusters.decideApply': takes<[]>(),
  'trainyard.clusters.undoApply': takes<[]>(),
  'trainyard.clusters.showForwards': takes<[]>(),
  'trainyard.clusters.stopRun': takes<Rows>(),
  'trainyard.clusters.copyFromClaim': takes<Rows>(),
  'trainyard.clusters.copyToClaim': takes<Rows>(),
  'trainyard.helm.describe': takes<Rows>(),
  'trainyard.helm.notes': takes<Rows>(),
  'trainyard.helm.values': takes<Rows>(),
  'trainyard.helm.manifest': takes<Rows>(),
  'trainyard.helm.history': takes<Rows>(),
  'trainyard.clusters.browseFiles': takes<Rows>(),
  'trainyard.files.browse': takes<[place: FilePlace]>(),
  'trainyard.files.refresh': takes<[]>(),
  'trainyard.files.open': takes<Rows>(),
  'trainyard.files.newFile': takes<Rows>(),
  'trainyard.files.newFolder': takes<Rows>(),
  'trainyard.files.rename': takes<Rows>(),
  'trainyard.files.remove': takes<Rows>(),
  'trainyard.files.copyPath': takes<Rows>(),
  'trainyard.files.openFolder': takes<Rows>(),
  'trainyard.files.download': takes<Rows>(),
  'trainyard.files.upload': takes<Rows>(),
  'trainyard.files.close': takes<Rows>(),
  'trainyard.containerize.start': takes<[from?: unknown]>(),
  'trainyard.containerize.undo': takes<[]>(),
  'trainyard.walkthrough.openSample': takes<[]>(),
  'trainyard.images.build': takes<[from?: unknown]>(),
  'trainyard.images.rebuild': takes<Rows>(),
  'trainyard.images.rebuildWithoutCache': takes<Rows>(),
  'trainyard.images.cancelBuild': takes<Rows>(),
  'trainyard.images.showBuild': takes<Rows>(),
  'trainyard.images.clearHistory': takes<[]>(),
  'trainyard.images.push': takes<Rows>(),
  'trainyard.images.pull': takes<[]>(),
  'trainyard.images.tag': takes<Rows>(),
  'trainyard.images.remove': takes<Rows>(),
  'trainyard.images.showLayers': takes<Rows>(),
  'trainyard.images.showLayerFiles': takes<Rows>(),
  'trainyard.tree.loadMore': takes<[view?: unknown, parent?: unknown]>(),
  'trainyard.tree.openRun': takes<[]>(),
  'trainyard.tree.openCluster': takes<[]>(),
  'trainyard.tree.openImage': takes<[]>(),
  'trainyard.tree.openFile': takes<[]>(),
  'trainyard.log.show': takes<[]>(),
  'trainyard.logs.open': takes<[target: LogsTarget]>(),
  'trainyard.logs.openAsDocument': takes<[]>(),
  'trainyard.logs.saveAs': takes<[]>(),
  'trainyard.logs.copyAll': takes<[]>(),
  'trainyard.logs.clear': takes<[]>(),
  'trainyard.logs.find': takes<[]>(),
  'trainyard.logs.findNext': takes<[]>(),
  'trainyard.logs.findPrevious': takes<[]>(),
  'trainyard.logs.toggleFollow': takes<[]>(),
  'trainyard.logs.toggleWrap': takes<[]>(),
  'trainyard.logs.firstError': takes<[]>(),
};

export type CommandId = keyof typeof COMMANDS;
export type CommandArgs<K extends CommandId> = (typeof COMMANDS)[K] extends Takes<infer A> ? A : never;
