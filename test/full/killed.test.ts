import { killedBackups } from '../support/killed-backups.ts';
import { killedRestores } from '../support/killed-restores.ts';
import { lostConnections } from '../support/lost-connections.ts';
import { onEachVersion } from '../support/servers.ts';

/** The same as ../killed.test.ts, on the other versions. */
await onEachVersion(
  'what ends in the middle',
  (servers) => {
    killedRestores(servers);
    killedBackups(servers);
    lostConnections(servers, 'all');
  },
  ['5.0', '6.0'],
);
