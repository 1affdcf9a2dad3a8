import { StatusBarAlignment, window } from 'vscode';
import { onDidChangeSetting, setting } from '../../adapters/vscode/settings.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { RunMetrics } from '../../domain/experiments/runMetrics.ts';
import { metricSource, progressText } from '../../domain/runs/progressText.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';

/**
 * One item for the newest run that is on: name, epoch, loss, time left. Gone when nothing runs. A tracker is asked for it while the window has
 * the focus; else its values are those of the log, which is followed anyway.
 */
export function createRunStatusBar(runs: RunStore, metrics: RunMetrics): Disposable {
  const store = new DisposableStore();
  const look = store.add(metrics.look());
  const item = store.add(window.createStatusBarItem('trainyard.runs', StatusBarAlignment.Left, 10));
  item.name = t('Trainyard run');
  item.command = 'trainyard.runs.showStatusMenu';
  const render = () => {
    const { running } = runs;
    const [newest] = running;
    if (!newest || !setting('trainyard.runs.statusBar')) {
      look.over([]);
      item.hide();
      return;
    }
    const [shown = newest] = look.over(window.state.focused ? [newest] : []);
    const text = textOf(shown, running.length);
    item.text = `$(rocket) ${text}`;
    const source = shown.progress && metricSource(shown.progress);
    item.tooltip = [t('{0}: click for its log, stop and more', shown.name), source].filter(Boolean).join('\n');
    item.accessibilityInformation = {
      label: [t('Running: {0}', text), source].filter(Boolean).join('. '),
      role: 'button',
    };
    item.show();
  };
  store.add(runs.onDidChange(render));
  store.add(look.onDidChange(render));
  store.add(window.onDidChangeWindowState(render));
  store.add(onDidChangeSetting(['trainyard.runs.statusBar'], render));
  render();
  return store;
}

function textOf(run: Run, count: number): string {
  const progress = run.progress ? progressText(run.progress, true) : run.stateText;
  // `$(` begins an icon in the status bar, and a name from outside must not draw one.
  const name = run.name.replaceAll('$(', '$ (');
  const others = count > 1 ? ` (+${count - 1})` : '';
  return `${name}${others}: ${progress}`;
}
