The front door: what it says when asked, and when asked wrongly.

$ teiten
$ teiten version
$ teiten --version
$ teiten help | awk '/^  / { print $1 }'
$ teiten --help | head -n 3
$ teiten help sql
$ teiten sql --help | head -n 1
$ teiten help nothing
$ teiten raed
$ teiten quite-another-word

Options are known by their exact names; a slip is named.

$ teiten sql --lak=x 'SELECT 1'
$ teiten sql --lake
$ teiten sql --json=1 'SELECT 1'
$ teiten sql
$ teiten sql 'SELECT 1' 'SELECT 2'
$ teiten sql --json --csv 'SELECT 1'
$ teiten sql --lake nowhere 'SELECT 1'

What a stranger wrote does not reach the terminal.

$ teiten "$(printf 'a\033[31mb')"

Standard output that cannot be written to is no success.

$ teiten version >/dev/full
$ teiten help >/dev/full
