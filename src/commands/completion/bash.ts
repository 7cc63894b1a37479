import { type CompletionModel, everyOption } from './model.ts';

/**
 * A script for bash 3.2 and later. It needs nothing of the bash-completion package. The command is the last word
 * before the cursor that is one, so `event --config-dir D backup_config --<TAB>` knows the options of backup_config.
 */
export function bashScript(model: CompletionModel): string {
  const valued = everyOption(model).filter(({ takesValue }) => takesValue);
  return `# bash completion of concierge-scheduler
_concierge_scheduler() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local word command='' index=1
  COMPREPLY=()
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[index]}"
    index=$((index + 1))
    case "$word" in --*) word="\${word//_/-}" ;; esac
    case "$word" in
      ${valued.flatMap(({ spellings }) => spellings).join('|')}) index=$((index + 1)) ;;
      -*) ;;
      *)
        case "$command \${word//-/_}" in
          ${model.secondWords.map(({ name }) => `'${name}'`).join('|')}) command="$command \${word//-/_}" ;;
          *)
            case "\${word//-/_}" in
              ${model.firstWords.map(({ name }) => name).join('|')}) command="\${word//-/_}" ;;
            esac
            ;;
        esac
        ;;
    esac
  done
  case "$previous" in --*) previous="\${previous//_/-}" ;; esac
  case "$previous" in
${valued.map(({ spellings, choices, completes }) => `    ${spellings.join('|')}) ${valueReply(choices, completes)}; return ;;`).join('\n')}
  esac
  local names='' options=''
  case "$command" in
${model.words
  .map(
    ({ name, following, options }) =>
      `    '${name}') names='${following.join(' ')}' options='${options.flatMap(({ spellings }) => spellings).join(' ')}' ;;`,
  )
  .join('\n')}
    *) names='${model.firstWords.map(({ name }) => name).join(' ')}' options='${model.globals.flatMap(({ spellings }) => spellings).join(' ')}' ;;
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *-*) COMPREPLY=($(compgen -W "\${names//_/-}" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$names" -- "$current")) ;;
  esac
}
complete -F _concierge_scheduler ${model.programs.join(' ')}
`;
}

/** The reply for the value of an option. Names may hold spaces, so files are read line by line. */
function valueReply(choices: readonly string[], completes: 'file' | 'directory' | undefined): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current"))`;
  if (completes === undefined) return ':';
  const kind = completes === 'file' ? '-f' : '-d';
  return `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen ${kind} -- "$current"))`;
}
