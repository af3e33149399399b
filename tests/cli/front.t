The front door: what it says when asked, and when asked wrongly.

$ teiten >out 2>err; echo $?; cat out; sed '/^  /d' err
  2
  teiten 0.1.0 - counts what arrives uninvited, and reports it
  
  usage: teiten VERB [OPTION...] [ARGUMENT...]
  
  
  'teiten help VERB' lists its options, 'man teiten' has the whole story.
$ teiten version
  teiten 0.1.0
$ teiten --version
  teiten 0.1.0
$ for v in $(teiten __verbs | cut -f 1 | uniq); do teiten help | grep -q "^  $v " || echo "$v is missing"; done
$ for v in $(teiten __verbs | cut -f 1 | uniq); do teiten $v --help >out || echo "$v: $?"; grep -q '^usage: ' out || echo "$v has no help"; done
$ teiten --help | head -n 3
  teiten 0.1.0 - counts what arrives uninvited, and reports it
  
  usage: teiten VERB [OPTION...] [ARGUMENT...]
$ teiten help sql
  usage: teiten sql [OPTION...] SELECT
  
  Ask a question of your own in SQL.
  
        --lake DIR  where the lake is ($TEITEN_LAKE, else ./lake)
        --json      JSON Lines, one object a row
        --csv       CSV with a head line
        --help      this text
  
  See also teiten-sql(1).
$ teiten sql --help | head -n 1
  usage: teiten sql [OPTION...] SELECT
$ teiten help nothing
  teiten: there is no verb 'nothing'
  Try 'teiten help'.
  [2]
$ teiten raed
  teiten: there is no verb 'raed'; did you mean 'read'?
  Try 'teiten help'.
  [2]
$ teiten quite-another-word
  teiten: there is no verb 'quite-another-word'
  Try 'teiten help'.
  [2]

Options are known by their exact names; a slip is named.

$ teiten sql --lak=x 'SELECT 1'
  teiten sql: there is no option '--lak=x'; did you mean --lake?
  Try 'teiten help sql'.
  [2]
$ teiten sql --lake
  teiten sql: --lake needs a value: DIR
  Try 'teiten help sql'.
  [2]
$ teiten sql --json=1 'SELECT 1'
  teiten sql: --json takes no value
  Try 'teiten help sql'.
  [2]
$ teiten sql
  teiten sql: an argument is missing: SELECT
  Try 'teiten help sql'.
  [2]
$ teiten sql 'SELECT 1' 'SELECT 2'
  teiten sql: an argument too many: 'SELECT 2'
  Try 'teiten help sql'.
  [2]
$ teiten sql --json --csv 'SELECT 1'
  teiten sql: --json and --csv exclude each other
  Try 'teiten help sql'.
  [2]
$ teiten sql --lake nowhere 'SELECT 1'
  teiten sql: cannot open the lake 'nowhere': No such file or directory
  [1]

What a stranger wrote does not reach the terminal.

$ teiten "$(printf 'a\033[31mb')"
  teiten: there is no verb 'a\u{1b}[31mb'
  Try 'teiten help'.
  [2]

Standard output that cannot be written to is no success.

$ teiten version >/dev/full
  teiten: cannot write to standard output: No space left on device
  [1]
$ teiten help >/dev/full
  teiten: cannot write to standard output: No space left on device
  [1]
