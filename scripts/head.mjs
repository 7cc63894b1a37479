/**
 * The lines at the head of the built program, which make a file of it that can be run.
 *
 * A shell starts Node.js with `--`, without which Node.js takes an --env-file anywhere on the command line for its own:
 * it ends at a file that is missing, and applies the NODE_OPTIONS in it. `env -S` could say that in one line, and is not
 * everywhere. To a shell the second line is the command that does nothing, and then `exec`; to Node.js it is a text and
 * a comment.
 *
 * V8's young generation begins at the size to which it may grow (MB, twice), instead of getting there in steps of 1 MB:
 * an answer of Zabbix becomes some megabytes of objects at once, and each step would copy them. All flags of V8 but
 * these two make Node.js compile its own modules anew (its code cache is then of no use), so no others stand here: see
 * src/settings/v8-flags.ts.
 */
export const HEAD = `#!/bin/sh\n':' //; exec node --min-semi-space-size=16 --max-semi-space-size=16 -- "$0" "$@"\n`;
