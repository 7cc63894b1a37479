/** What is larger goes in parts of this size. Each is held in memory while it is sent. */
export const PART_SIZE = 8 * 1024 * 1024;

/** What is larger comes in ranges of this size. Each is held in memory until it is written. */
export const RANGE_SIZE = 8 * 1024 * 1024;

/** What is at most this large needs no place among the parts: as many as there are files under way fit into memory. */
export const SMALL = 1024 * 1024;

/** Parts or ranges in memory at once, of all files together. */
export const PARTS_AT_ONCE = 6;
