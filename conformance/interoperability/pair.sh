# What a pair is made of; read by run. A pair's function starts its processes, and makes its checks by 'check'.
namespace=
pair_number=0

end_children() {
    local child
    for child in "${children[@]}"; do
        if kill "$child" 2>/dev/null; then wait "$child" 2>/dev/null || true; fi
    done
    children=()
}

# start LOG COMMAND...: in the pair's namespace and in the background; its number is the command's own.
start() {
    local log=$1
    shift
    "$peers/in-namespace" "$namespace" "$@" >"$log" 2>&1 &
    children+=($!)
}

inside() { "$peers/in-namespace" "$namespace" "$@"; }

# until_true SECONDS LOG WHAT COMMAND...: waits, and gives up with an error and the end of the log.
until_true() {
    local tries=$((10 * $1)) log=$2 what=$3
    shift 3
    until "$@"; do
        ((tries-- > 0)) || { echo "error: $what: $(tail -n 3 "$log")" >&2; exit 1; }
        sleep 0.1
    done
}

listens() { inside bash -c "exec 3<>/dev/tcp/127.0.0.1/$1" 2>/dev/null; }

# record PORT...: what passes from now on.
record() {
    local filter
    filter=$(printf ' or tcp port %s' "$@")
    start "$work/recorder.log" dumpcap -q -i lo -f "${filter# or }" -w "$work/capture"
    recorder=${children[-1]}
    until_true 20 "$work/recorder.log" "dumpcap does not record" grep -q '^File:' "$work/recorder.log"
}

# recorded PORT...: the capture is whole, and counted; COUNT[ECR] and so on.
recorded() {
    # What the kernel holds for the recorder reaches it a moment later.
    sleep 1
    kill "$recorder"
    wait "$recorder" 2>/dev/null || true
    well_formed=no
    if "$peers/check-capture" "$work/capture" "$@" >"$work/counts"; then well_formed=yes; else sed 's/^/  /' "$work/counts" >&2; fi
    COUNT=()
    while read -r kind number; do [[ $kind =~ ^[A-Z]{3}$ ]] && COUNT[$kind]=$number; done <"$work/counts"
}

# check NAME COMMAND...: one column of the table.
check() {
    local name=$1
    shift
    if "$@"; then
        cells[$name]=passed
    else
        cells[$name]="**failed**"
        failed=$((failed + 1))
        echo "  $name: failed" >&2
    fi
}

both() { ((${COUNT[$1]:-0} >= 1 && ${COUNT[$1]:-0} == ${COUNT[$2]:-0})); }

# pair OURS THEIRS FUNCTION
pair() {
    echo "$1, $2" >&2
    declare -gA cells=() COUNT=()
    pair_number=$((pair_number + 1))
    namespace=s13-pair-$$-$pair_number
    asked=0
    inside true
    "$3"
    end_children
    "$peers/in-namespace" --delete "$namespace"
    namespace=
    rows+=("| $1 | $2 | TCP | $asked | ${cells[capabilities]:--} | ${cells[answers]:--} | ${cells[load]:--} | ${cells[watchdogs]:--} | ${cells[goodbye]:--} | ${cells[form]:--} |")
}
