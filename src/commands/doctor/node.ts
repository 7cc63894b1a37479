import process from 'node:process';
import type { Check } from './check.ts';

/** The version that runs this; an older one than is needed never gets here. */
export const nodeCheck: Check = {
  name: 'Node.js',
  async run() {
    return [
      {
        status: 'ok',
        subject: 'Node.js',
        detail: `${process.versions.node} on ${process.platform} ${process.arch}`,
      },
    ];
  },
};
