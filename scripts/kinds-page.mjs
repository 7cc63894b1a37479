import { writeFileSync } from 'node:fs';
import { kindsPage } from '../src/configuration/kinds/kinds-page.ts';

writeFileSync(new URL('../docs/kinds.md', import.meta.url), kindsPage());
