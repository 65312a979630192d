# Shell functions that the benchmarks share. Sourced, after `set -euo pipefail`, by a script in this folder.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/artifacts/bench
export LC_ALL=C DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d "${TMPDIR:-/tmp}/eirbench.XXXXXX")
mkdir -p "$out"

declare -a started=()

say() { printf '[%4d s] %s\n' "$SECONDS" "$*" >&2; }
fail() { echo "bench: $*" >&2; exit 1; }

stop() { # PID: SIGTERM, and after ten seconds SIGKILL
    kill -TERM "$1" 2>/dev/null || return 0
    for _ in $(seq 100); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
    kill -KILL "$1" 2>/dev/null || true
}

finish() {
    local status=$?
    trap - EXIT
    for pid in "${started[@]}"; do stop "$pid"; done
    clean
    rm -rf "$work"
    exit $status
}

clean() { :; } # what else is to be cleaned up in the end
trap finish EXIT
trap 'exit 130' INT TERM

start() { # LOG COMMAND...: in the background; sets $pid
    local log=$out/$1.log
    shift
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    started+=("$pid")
}

wait_for_line() { # LOG PID: the line that starts with "ready"
    local line
    for _ in $(seq 6000); do
        line=$(grep -m1 '^ready ' "$out/$1.log" || true)
        if [ -n "$line" ]; then echo "$line"; return; fi
        kill -0 "$2" 2>/dev/null || fail "$1 ended: $(tail -n 3 "$out/$1.log")"
        sleep 0.1
    done
    fail "$1 was not ready within ten minutes"
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000))
        grep -q ":$(printf %04X $port) " /proc/net/tcp || { echo $port; return; }
    done
}

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", b - a }'; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
thousands() { sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta' <<<"$1"; }
median() { sort -g | awk '{ v[NR] = $1 } END { printf "%.10g", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
lowest() { sort -g | head -n 1; }
highest() { sort -g | tail -n 1; }
figure() { sed -n "s/^ *\"$2\": *\([0-9.]*\),\{0,1\}$/\1/p" "$1" | head -n 1; }

rss() { awk '/^VmRSS/ { print $2 * 1024 }' "/proc/$1/status"; }

build() { # PROJECT...: Release
    local project
    for project in "$@"; do
        (cd "$root" && dotnet build "$project" -c Release -v quiet) >"$out/build.log" 2>&1 || fail "$(tail -n 20 "$out/build.log")"
    done
}

program() { echo "$root/$1/bin/Release/net10.0/${1##*/}"; } # FOLDER of a project whose program is called like it

about() { # the rows of a table on when, what and where was measured
    echo "| when | $(date -u +%Y-%m-%dT%H:%MZ), commit $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)$(git -C "$root" diff --quiet HEAD -- src tools/s13load 2>/dev/null || echo ' with changes') |"
    echo "| machine | $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r), .NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([^ ]*\).*/\1/p' | tail -n 1) |"
}
