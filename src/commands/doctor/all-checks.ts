import type { Check } from './check.ts';
import { engineCheck } from './engine.ts';
import { configDirCheck, stateDirCheck } from './folders.ts';
import { nodeCheck } from './node.ts';
import { settingsCheck } from './settings.ts';
import { storeCheck } from './store.ts';
import { zabbixCheck } from './zabbix.ts';

/** In the order in which they are told. */
export const ALL_CHECKS: readonly Check[] = [
  nodeCheck,
  settingsCheck,
  configDirCheck,
  stateDirCheck,
  zabbixCheck,
  engineCheck,
  storeCheck,
];
