import { onEachVersion } from '../support/servers.ts';
import { backUpAndRestoreWithSmallPhp } from '../support/small-php.ts';

await onEachVersion('PHP at its smallest', backUpAndRestoreWithSmallPhp, ['5.0', '6.0']);
