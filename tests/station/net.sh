# net.sh - sourced by tests of a station on a wire: two namespaces with a veth pair between them (the
# station's is s$id, its peer p$id), a folder $work, and how to begin, ask and end a station.
set -u
teiten=${TEITEN:?}
id=$$
net_s=tgs$id net_p=tgp$id
work=$(mktemp -d /tmp/teiten-station-XXXXXX)
passed=0 failed=0
pid=

skip_all() {
	echo "skipped: $*"
	exit 77
}
[ "$(id -u)" = 0 ] || skip_all "capturing needs root"
for tool in ip tcpreplay curl; do
	command -v $tool >/dev/null || skip_all "$tool is missing"
done

clean_up() {
	[ "$BASHPID" = $$ ] || return # of a subshell
	[ -n "$pid" ] && kill -9 "$pid" 2>/dev/null
	exec 7>&-
	umount "$work/disk" 2>/dev/null
	ip netns del $net_s 2>/dev/null
	ip netns del $net_p 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

ip netns add $net_s && ip netns add $net_p || skip_all "no network namespaces"
ip link add s$id netns $net_s type veth peer name p$id netns $net_p || skip_all "no veth"
for net in $net_s $net_p; do
	ip netns exec $net sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
	ip -n $net link set lo up
done
ip -n $net_s link set s$id up
ip -n $net_p link set p$id up

# is NAME WANTED GOT
is() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $1: wanted '$2', got '$3'"
	fi
}
# yes NAME COMMAND...
yes() {
	local name=$1
	shift
	if "$@" >/dev/null 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $name"
	fi
}
ask() { "$teiten" sql --lake "$1" "$2" --csv | tail -n +2 | tr -d '\r'; }
status() { "$teiten" watch status --lake "$1" --json; }
# wait_for TEXT FILE SECONDS
wait_for() {
	for _ in $(seq $(($3 * 10))); do
		grep -q -- "$1" "$2" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}
# start LAKE OPTION...: the station in its namespace; confined, it cannot be searched for leaks
start() {
	local lake=$1
	shift
	started=$(date +%s)
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 ip netns exec $net_s "$teiten" watch -i s$id --user nobody --lake "$lake" "$@" >"$work/out" 2>"$work/err" &
	pid=$!
	for _ in $(seq 100); do
		[ -S "$lake/control" ] && return
		sleep 0.1
	done
	echo "not ok: the station does not start"
	cat "$work/err" "$work/out"
	exit 1
}
stop() {
	kill -TERM "$pid"
	wait "$pid"
	stopped=$?
	pid=
	ran=$(($(date +%s) - started + 1))
}
send() { ip netns exec $net_p tcpreplay -q -i p$id "$@" >/dev/null 2>&1; }
sent_by_station() { ip -n $net_s -s -j link show s$id | sed 's/.*"tx":{"bytes":\([0-9]*\),"packets":\([0-9]*\).*/\2/'; }

