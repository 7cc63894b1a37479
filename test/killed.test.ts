import { killedBackups } from './support/killed-backups.ts';
import { killedRestores } from './support/killed-restores.ts';
import { lostConnections } from './support/lost-connections.ts';
import { onEachVersion } from './support/servers.ts';

/** What ends in the middle: the program, the network, the server. On 7.0; full/killed.test.ts does the same on the others. */
await onEachVersion(
  'what ends in the middle',
  (servers) => {
    killedRestores(servers);
    killedBackups(servers);
    lostConnections(servers, 'most telling');
  },
  ['7.0'],
);
