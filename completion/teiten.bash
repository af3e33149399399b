# bash completion for teiten; it asks the program itself.
_teiten()
{
	local IFS=$'\n' words
	# bash splits --lake=DIR at the '='; only whole words are completed.
	words=("${COMP_WORDS[@]:1:COMP_CWORD}")
	COMPREPLY=($(teiten __complete "${words[@]}" 2>/dev/null | cut -f 1))
}
complete -o default -F _teiten teiten
