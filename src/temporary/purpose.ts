/** What private folders of one sort are for: how they are called, and how it is said where none can be made. */
export interface Purpose {
  /** What their names begin with; 32 hexadecimal digits follow. */
  readonly prefix: string;
  /** What is in them, as a sentence begins: `Certificates`. */
  readonly content: string;
  /** What nobody else may read of it: `the key`. */
  readonly secret: string;
  /** What to do where no folder can be made for it. */
  readonly remedy: string;
}

/** The lock of a private folder stands beside it: it is made before the folder and goes after it. */
export function lockOf(folder: string): string {
  return `${folder}.lock`;
}
