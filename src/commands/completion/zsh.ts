import type { CompletedOption, CompletionModel } from './model.ts';

/** A script for zsh with compinit; works sourced, and as a file \`_concierge-scheduler\` in $fpath. */
export function zshScript(model: CompletionModel): string {
  return `#compdef ${model.programs.join(' ')}
# zsh completion of concierge-scheduler
_concierge_scheduler() {
  local word command=''
  local -a names
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$command \${word//-/_}" in
      ${model.secondWords.map(({ name }) => `'${name}'`).join('|')}) command="$command \${word//-/_}" ;;
      *)
        case "\${word//-/_}" in
          ${model.firstWords.map(({ name }) => name).join('|')}) command="\${word//-/_}" ;;
        esac
        ;;
    esac
  done
  case "$command" in
${model.words
  .map(
    ({ name, following, options }) => `    '${name}')
      _arguments -S ${options.map(argumentSpec).join(' ')} '*:word:(${following.join(' ')})'
      ;;`,
  )
  .join('\n')}
    *)
      names=(${model.firstWords.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ')})
      _arguments -S ${model.globals.map(argumentSpec).join(' ')} '*:command:{_describe command names}'
      ;;
  esac
}
if [ "$funcstack[1]" = _concierge_scheduler ]; then
  _concierge_scheduler "$@"
else
  compdef _concierge_scheduler ${model.programs.join(' ')}
fi
`;
}

/** One option as _arguments reads it: \`(-q --quiet)'{-q,--quiet}'[…]\`. */
function argumentSpec({ spellings, description, takesValue, choices, completes }: CompletedOption): string {
  const text = `[${description.replace(/[[\]\\:]/gu, '\\$&')}]`;
  const action =
    choices.length > 0
      ? `(${choices.join(' ')})`
      : completes === 'directory'
        ? '_files -/'
        : completes === 'file'
          ? '_files'
          : ' ';
  const value = takesValue ? `:value:${action}` : '';
  return spellings.map((spelling) => quoted(`*${spelling}${text}${value}`)).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
