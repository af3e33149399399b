Completion asks the program: verbs, options, values; files are left to the shell.

$ teiten __complete s
$ teiten __complete help sq
$ teiten __complete sql -
$ teiten __complete sql --lake ''
$ teiten __complete report --lang ''
$ teiten __complete lake c
$ teiten __complete nothing ''

The bash file offers the same words.

$ echo '. "$TEITEN_SOURCE/completion/teiten.bash"; COMP_WORDS=(teiten "$@"); COMP_CWORD=$#; _teiten; echo "${COMPREPLY[@]}"' >ask
$ bash ask sq
$ bash ask sql --j
$ bash ask report --lang j
$ bash ask sql --lake ''

The zsh and fish files name what they call.

$ grep -c 'teiten __complete' "$TEITEN_SOURCE"/completion/_teiten "$TEITEN_SOURCE"/completion/teiten.fish | sed 's,.*/,,'
