import { onEachVersion } from './support/servers.ts';
import { backUpAndRestoreWithSmallPhp } from './support/small-php.ts';

/** The other versions, and all stock templates deleted and made anew: test/full/small-php*.test.ts. */
await onEachVersion('PHP at its smallest', backUpAndRestoreWithSmallPhp, ['7.0']);
