import { LogPage } from './logPage.ts';
import { openBridge } from '../shared/bridge.ts';

new LogPage(openBridge()).begin();
