/** Set by scripts/build.mjs from package.json. */
declare const BUILT_VERSION: string | undefined;

/** The version of the program; `development` where the sources are run as they are. */
export const VERSION = typeof BUILT_VERSION === 'string' ? BUILT_VERSION : 'development';
