# lib.sh - a guarded place for the tests of this folder: two network namespaces, a cgroup, a user,
# programs that only root can write.  Sourced by bash; everything is taken away at the end.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
teiten=${TEITEN:?}
id=$$
base=/opt/teiten-guard-test-$id
net_a=tga$id net_b=tgb$id
server=192.0.2.2 server6=2001:db8:25::2
user=games # one that every system has: mutt wants a name
uid=$(id -u $user)
log=$base/sink.log
passed=0 failed=0 skipped=0
pids=()
within=() # a command that the guard is started by

skip_all() {
	echo "skipped: $*"
	exit 77
}

[ "$(id -u)" = 0 ] || skip_all "the guard's tests need root"
[ -r /sys/kernel/btf/vmlinux ] || skip_all "this kernel does not tell its types"
[ -x "$(dirname "$teiten")/teiten-guardd" ] || skip_all "teiten was built without the guard"
root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
[ -n "$root" ] || skip_all "no cgroup v2"
cgroup=$root/teiten-guard-test-$id
mkdir "$cgroup" 2>/dev/null || skip_all "cgroup v2 cannot be written"
for tool in ip setpriv nsenter setcap gcc; do
	command -v $tool >/dev/null || skip_all "$tool is missing"
done

clean_up() {
	[ "$BASHPID" = $$ ] || return # of a subshell
	guard_off >/dev/null 2>&1
	for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null; done
	for pid in $(cat "$cgroup/cgroup.procs" 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
	sleep 0.2
	rmdir "$cgroup" 2>/dev/null
	ip netns del "$net_a" 2>/dev/null
	ip netns del "$net_b" 2>/dev/null
	rm -rf "$base" "/tmp/teiten-guard-user-$id"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# --- the place ---

ip netns add "$net_a" && ip netns add "$net_b" || skip_all "no network namespaces"
ip link add va$id netns "$net_a" type veth peer name vb$id netns "$net_b" || skip_all "no veth"
ip -n "$net_a" addr add 192.0.2.1/24 dev va$id
ip -n "$net_b" addr add $server/24 dev vb$id
ip -n "$net_a" addr add 2001:db8:25::1/64 dev va$id nodad
ip -n "$net_b" addr add $server6/64 dev vb$id nodad
for net in "$net_a" "$net_b"; do ip -n $net link set lo up; done
ip -n "$net_a" link set va$id up
ip -n "$net_b" link set vb$id up
mac=$(ip -n "$net_b" link show vb$id | awk '/link\/ether/ { print $2 }')

mkdir -p "$base/bin" "$base/lib" "$base/evil" && chmod 755 "$base" "$base/bin" "$base/lib" "$base/evil"
home=/tmp/teiten-guard-user-$id
mkdir -p "$home" && chown $uid:$uid "$home"
build() { gcc -O1 -D_GNU_SOURCE "-DSUBMIT_QUEUE=\"$base/queue\"" -o "$@" || exit 1; }
build "$base/lib/liblibrary.so" -shared -fPIC "$here/library.c"
build "$base/evil/liblibrary.so" -shared -fPIC "$here/evil.c"
build "$base/bin/mailer" "$here/mailer.c" -L"$base/lib" -llibrary -Wl,--enable-new-dtags,-rpath,"$base/lib"
build "$base/bin/sink" "$here/sink.c"
build "$base/bin/terminal" "$here/terminal.c" -lutil
# The terminal echoes nothing, and the shell must not in its place.
echo "set +o emacs +o vi; PS1=" >"$home/.bash_profile"
for hole in "$here"/holes/*.c; do
	build "$base/bin/$(basename "$hole" .c)" "$hole" -lpthread
done
: >"$base/queue" && chown root:$uid "$base/queue" && chmod 660 "$base/queue"
mailer=$base/bin/mailer

serve() { # NETNS PORT...
	net=$1
	shift
	nsenter --net=/run/netns/$net "$base/bin/sink" "$log" "$@" >"$base/sink.out" &
	pids+=($!)
	for _ in $(seq 50); do grep -q ready "$base/sink.out" && break || sleep 0.05; done
}

# --- who acts ---

# Root's hand puts a login shell of the user into the guarded place; the lines come from stdin.
# With an argument that is empty, it has no terminal.
user_shell() {
	sh -c 'echo $$ >"$1/cgroup.procs" && exec env -i HOME=$4 PATH=/usr/bin:/bin TERM=dumb nsenter --net=/run/netns/$2 $5 setpriv --reuid $3 --regid $3 --clear-groups bash --login -i' \
		- "$cgroup" "$net_a" $uid "$home" "${1-$base/bin/terminal}" 2>/dev/null
}

as_user() { # LINE
	printf '%s\nexit $?\n' "$1" | user_shell
}

# Root starts it in the guarded place, as a service is started.
as_service() { # LINE
	sh -c 'echo $$ >"$1/cgroup.procs" && exec nsenter --net=/run/netns/$2 sh -c "$3"' - "$cgroup" "$net_a" "$1"
}

guard_on() { # OPTION...
	# Leaks are looked for by ptrace, which the daemon's seccomp does not allow.
	ASAN_OPTIONS=detect_leaks=0 nsenter --net=/run/netns/$net_a "${within[@]}" "$teiten" guard run --policy "$base/guard.yaml" --cgroup "$cgroup" --events "$base/spool/events.jsonl" \
		--user nobody "$@" >"$base/guard.log" 2>&1 &
	guard=$!
	pids+=($guard)
	for _ in $(seq 100); do
		grep -qsE 'guarding|auditing' "$base/guard.log" && return 0
		kill -0 $guard 2>/dev/null || break
		sleep 0.1
	done
	cat "$base/guard.log"
	echo "FAILED   the guard did not start"
	exit 1
}

guard_off() {
	nsenter --net=/run/netns/$net_a "$teiten" guard stop --cgroup "$cgroup"
}

arrived() { # TOKEN [SECONDS/10]
	for _ in $(seq "${2:-3}"); do
		grep -qaF "$1" "$log" "$base/queue" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}

verdict() { # NAME ok|FAILED|skipped [WHY]
	case $2 in
	ok) passed=$((passed + 1)) ;;
	FAILED) failed=$((failed + 1)) ;;
	*) skipped=$((skipped + 1)) ;;
	esac
	printf '%-8s %s%s\n' "$2" "$1" "${3:+: $3}"
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
	exit
}
