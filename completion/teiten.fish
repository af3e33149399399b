# fish completion for teiten; it asks the program itself.
function __teiten_complete
	set -l words (commandline --tokenize --cut-at-cursor)
	set -l answer (teiten __complete $words[2..] (commandline --current-token) 2>/dev/null)
	if test (count $answer) -gt 0
		printf '%s\n' $answer
	else
		__fish_complete_path (commandline --current-token)
	end
end
complete --command teiten --no-files --arguments '(__teiten_complete)'
