import { storeContract } from './support/store-contract.ts';
import { STORES } from './support/stores.ts';

for (const [name, start] of Object.entries(STORES)) storeContract(name, start);
