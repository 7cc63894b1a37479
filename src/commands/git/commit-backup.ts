import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBackupFile, MANIFEST_FILE } from '../../configuration/backup/format.ts';
import type { Manifest } from '../../configuration/backup/manifest.ts';
import { nearestFolder } from '../../configuration/backup/try-folder.ts';
import { ConciergeError, InputError } from '../../errors.ts';
import { counted } from '../../terminal/counted.ts';
import { GitError, type GitRun, git } from './git.ts';

/** Thousands of paths are too long for a command line. */
const FROM_INPUT = ['--pathspec-from-file=-', '--pathspec-file-nul'];

/** No name of a file is a pattern. */
const LITERAL = '--literal-pathspecs';

type Run = Pick<GitRun, 'environment' | 'signal'>;

/** The work tree that a folder is in, or will be. */
export interface WorkTree {
  /** Its root, as git names it. */
  readonly root: string;
}

/** A commit of a backup; without an id there was nothing to commit, for this reason. */
export type Committed =
  | { readonly id: string; readonly files: number }
  | { readonly id: null; readonly why: string };

/** A sentence: which commit with how many files, or why there was nothing to commit. */
export function commitText(made: Committed): string {
  if (made.id === null) return `Nothing to commit: ${made.why}.`;
  return `Committed as ${made.id}: ${counted(made.files, 'file')}.`;
}

/**
 * Sees that a commit can be made of this folder, before anything is read from a server.
 * @param folder the backup's, links followed; it need not exist yet.
 * @throws InputError where it is in no work tree of git, there is no git or nobody to name as the author, or no message.
 */
export async function openWorkTree(folder: string, message: string, run: Run): Promise<WorkTree> {
  if (message.trim() === '') {
    throw new InputError('The commit has no message', {
      why: '--commit is followed by an empty text',
      remedy: 'Write what the commit is: --commit "nightly backup"',
    });
  }
  const here = { ...run, folder: nearestFolder(folder) };
  try {
    const root = await rootOf(here);
    await git(['var', 'GIT_COMMITTER_IDENT'], here);
    return { root };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new InputError(`The backup cannot be committed in ${folder}`, {
      ...(error.why !== undefined && { why: error.why }),
      remedy: `Make a work tree with "git init ${folder}", or put right what git says.`,
      cause: error,
    });
  }
}

/**
 * Commits the files of a backup, those that are gone included, and nothing else: what a person has changed, added or
 * staged stays as it is.
 * @throws ConciergeError with git's words; the backup itself is whole then.
 */
export async function commitBackup(
  { folder, manifest }: { readonly folder: string; readonly manifest: Manifest },
  message: string,
  workTree: WorkTree,
  run: Run,
): Promise<Committed> {
  const here = { ...run, folder };
  try {
    const root = await rootOf(here);
    if (root !== workTree.root) throw anotherTree(folder, root);
    const own = [MANIFEST_FILE, ...Object.keys(manifest.files)];
    await refuseIgnored(own, here);
    const changed = await changedOf(own, here);
    if (changed.length === 0) return { id: null, why: 'it is as in the last commit' };
    if (changed.every((path) => path === MANIFEST_FILE) && (await isSameButTimes(here))) {
      return { id: null, why: `only the times in ${MANIFEST_FILE} differ from the last commit` };
    }
    await git([LITERAL, 'add', '--all', ...FROM_INPUT], { ...here, input: joined(changed) });
    const isChanged = new Set(changed);
    const staged = (await stagedOf(here)).filter((path) => isChanged.has(path));
    if (staged.length === 0) return { id: null, why: 'to git it is as in the last commit' };
    const commit = [LITERAL, 'commit', '--quiet', '--only', `--message=${message}`, ...FROM_INPUT];
    await git(commit, { ...here, input: joined(staged) });
    const id = (await git(['rev-parse', '--short', 'HEAD'], here)).trim();
    return { id, files: staged.length };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new ConciergeError(`The backup in ${folder} is not committed`, {
      why: `${error.message}: ${error.why}`,
      remedy:
        'The backup itself is whole. Put right what git says, and commit it by hand or with the next backup.',
      cause: error,
    });
  }
}

async function rootOf(here: GitRun): Promise<string> {
  return (await git(['rev-parse', '--show-toplevel'], here)).replace(/\n$/u, '');
}

function anotherTree(folder: string, root: string): ConciergeError {
  return new ConciergeError(`The backup in ${folder} is not committed`, {
    why: `the folder is in another work tree than before the backup: ${root}`,
    remedy: 'See where its .git is, and commit it by hand.',
  });
}

/** A file that git ignores would be missing in the commit without a word. */
async function refuseIgnored(paths: readonly string[], here: GitRun): Promise<void> {
  let ignored: string[];
  try {
    ignored = split(await git(['check-ignore', '-z', '--stdin'], { ...here, input: joined(paths) }));
  } catch (error) {
    // None is ignored (git-check-ignore(1), Exit status).
    if (error instanceof GitError && error.code === 1) return;
    throw error;
  }
  throw new ConciergeError(`The backup in ${here.folder} is not committed`, {
    why: `git ignores ${ignored.length} of its files, ${ignored[0]} for one`,
    remedy: `The backup itself is whole. See "git check-ignore -v ${ignored[0]}", and correct that file.`,
  });
}

/** Files of this backup and of the ones before it that are not as in the last commit: paths in the folder. */
async function changedOf(own: readonly string[], here: GitRun): Promise<string[]> {
  const prefix = (await git(['rev-parse', '--show-prefix'], here)).replace(/\n$/u, '');
  const options = ['--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'];
  const status = await git([LITERAL, 'status', ...options, '--', '.'], here);
  const isOwn = new Set(own);
  return split(status)
    .map((entry) => entry.slice('XY '.length))
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length))
    .filter((path) => isOwn.has(path) || (isBackupFile(path) && !existsSync(join(here.folder, path))));
}

async function stagedOf(here: GitRun): Promise<string[]> {
  return split(await git(['diff', '--cached', '--name-only', '--no-renames', '--relative', '-z'], here));
}

async function isSameButTimes(here: GitRun): Promise<boolean> {
  let committed: string;
  try {
    committed = await git(['show', `HEAD:./${MANIFEST_FILE}`], here);
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
  return withoutTimes(committed) === withoutTimes(readFileSync(join(here.folder, MANIFEST_FILE), 'utf8'));
}

function withoutTimes(manifest: string): string | undefined {
  try {
    const { times: _, ...rest } = JSON.parse(manifest) as Record<string, unknown>;
    return JSON.stringify(rest);
  } catch {
    return undefined;
  }
}

function joined(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

function split(output: string): string[] {
  return output.split('\0').filter((entry) => entry !== '');
}
