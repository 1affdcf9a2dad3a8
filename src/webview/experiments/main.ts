import { openBridge } from '../shared/bridge.ts';
import { RunsPage } from './runsPage.ts';

new RunsPage(openBridge()).begin();
