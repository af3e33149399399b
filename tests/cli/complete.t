Completion asks the program: verbs, options, values; files are left to the shell.

$ teiten __complete sq
  sql	ask a question of your own in SQL
$ teiten __complete help sq
  sql	ask a question of your own in SQL
$ teiten __complete sql -
  --lake	where the lake is ($TEITEN_LAKE, else ./lake)
  --json	JSON Lines, one object a row
  --csv	CSV with a head line
$ teiten __complete sql --lake ''
$ teiten __complete report --lang ''
  ja	
  en	
$ teiten __complete lake c
  check	
  compact	
$ teiten __complete nothing ''

The bash file offers the same words.

$ echo '. "$TEITEN_SOURCE/completion/teiten.bash"; COMP_WORDS=(teiten "$@"); COMP_CWORD=$#; _teiten; echo "${COMPREPLY[@]}"' >ask
$ bash ask sq
  sql
$ bash ask sql --j
  --json
$ bash ask report --lang j
  ja
$ bash ask sql --lake ''
  

The zsh and fish files name what they call.

$ grep -c 'teiten __complete' "$TEITEN_SOURCE"/completion/_teiten "$TEITEN_SOURCE"/completion/teiten.fish | sed 's,.*/,,'
  _teiten:1
  teiten.fish:1
