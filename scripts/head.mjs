/**
 * The lines at the head of the built program, which make a file of it that can be run.
 *
 * A shell starts Node.js with `--`, without which Node.js takes an --env-file anywhere on the command line for its own:
 * it ends at a file that is missing, and applies the NODE_OPTIONS in it. `env -S` could say that in one line, and is not
 * everywhere. To a shell the second line is the command that does nothing, and then `exec`; to Node.js it is a text and
 * a comment.
 */
export const HEAD = `#!/bin/sh\n':' //; exec node -- "$0" "$@"\n`;
