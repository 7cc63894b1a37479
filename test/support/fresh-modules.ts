import { vi } from 'vitest';

// Files of unit tests share a process, which halves what a run costs; each loads the program's modules anew, so that
// none finds what another one left in them.
vi.resetModules();
