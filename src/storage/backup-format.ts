/** A file of a backup as its manifest names it. */
export interface FileDigest {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal, lower case. */
  readonly sha256: string;
}

/** What has to be known of backups to carry them: a command takes it from the room that writes them. */
export interface BackupFormat {
  /** The file that makes a folder a whole backup: it goes last, and is looked for first. */
  readonly manifestName: string;
  /**
   * The files that a manifest names, without the manifest itself.
   * @param where for messages
   * @throws InputError where it is no manifest
   */
  parse(manifest: Uint8Array, where: string): ReadonlyMap<string, FileDigest>;
  /** Whether a file of this name may belong to a backup, as against what a person keeps beside it. */
  isBackupFile(name: string): boolean;
}
