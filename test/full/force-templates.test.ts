import { forceOnStock } from '../support/force-stock.ts';
import { onEachVersion } from '../support/servers.ts';

/** The same on 7.0: test/force-templates.test.ts. */
await onEachVersion(
  '--force-templates on a stock server',
  (servers) => forceOnStock(servers, 'the variable'),
  ['5.0', '6.0'],
);
