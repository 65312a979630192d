# The pairs; read by run.

# Equipment of every kind, in every form, and what must be answered: result, experimental result, status.
cat >"$work/expected" <<'EXPECTED'
35209900000010,01,001010123456789 2001 - 0
35693803564380,07,001010123456789 2001 - 1
35693803564399,-,001010123456789 2001 - 2
35209955000001,01,001010123456789 - 10415/5422 -
356938035643809,-,- 2001 - 1
356938035643800,07,- 2001 - 1
3569380356438007,-,- 2001 - 1
3569380356438X,-,- 5004 - -
3569380,-,- 5004 - -
EXPECTED
cut -d ' ' -f 1 "$work/expected" >"$work/questions"
questions=$(wc -l <"$work/questions")

start_node() {
    start "$work/node.log" dotnet "$node" --Store:Path "$work/store-$pair_number" --Diameter:Listen:0 tcp://127.0.0.1:3868 --Admin:Url http://127.0.0.1:0 \
        --Lists:0:File "$root/conformance/profiles/equipment.csv" --Lists:0:Feed local
    until_true 60 "$work/node.log" "the node did not become ready" grep -q '^ready ' "$work/node.log"
}

answered_right() {
    paste -d ' ' <(cut -d , -f 1 "$work/expected" | cut -d ' ' -f 1) <(cut -d ' ' -f 2- "$work/expected") | sort >"$work/right"
    sed -nE 's/^ANSWER [0-9]+ ([^ ]+) result=([^ ]+) experimental=([^ ]+) status=([^ ]+) .*/\1 \2 \3 \4/p' "$work/mme.log" | sort >"$work/given"
    diff "$work/right" "$work/given" >&2
}

# asks MME ADDRESS OPTION...: all questions, a pause in which watchdogs pass, and then many requests.
asks() {
    local mme=$1 address=$2
    shift 2
    inside "$peers/$mme" "$address" "equipment=$work/questions" watchdog=6 hold=9 "$@" >"$work/mme.log" 2>&1 || true
    check capabilities grep -q '^OPEN ' "$work/mme.log"
    check answers answered_right
    # freeDiameter that starts twice within a second says the same twice.
    sleep 1
    inside "$peers/$mme" "$address" "equipment=$work/questions" "requests=$requests" window=100 "$@" >"$work/mme.log" 2>&1 || true
    check load grep -q "^DONE sent=$requests answered=$requests timeout=0" "$work/mme.log"
    asked=$((questions + requests))
}

node_with_freediameter_mme() {
    start_node
    record 3868
    asks freediameter-mme 127.0.0.1:3868
    recorded
    check watchdogs both DWR DWA
    check goodbye both DPR DPA
    check form test "$well_formed" = yes
}

node_with_erlang_mme() {
    start_node
    record 3868
    asks erlang-mme 127.0.0.1:3868
    recorded
    check watchdogs both DWR DWA
    check goodbye both DPR DPA
    check form test "$well_formed" = yes
}

node_with_freediameter_relay() {
    start_node
    start "$work/relay.log" "$peers/freediameter-relay" 3867 127.0.0.1:3868
    until_true 30 "$work/relay.log" "the relay did not open its connection" grep -qE "STATE_OPEN|-> *'?STATE_OPEN|OPEN" "$work/relay.log"
    until_true 30 "$work/relay.log" "the relay does not listen" listens 3867
    record 3868 3867
    asks freediameter-mme 127.0.0.1:3867 peer=dra.epc.mnc001.mcc001.3gppnetwork.org
    recorded 3867
    check watchdogs both DWR DWA
    # The relay stays, the MME says goodbye to it: that is between those two.
    check form test "$well_formed" = yes
}

# loads: everything white, everything black, and what is unknown, each answer checked by the load generator.
loads() {
    local server=$1 address=$2 status word
    printf 'equipment,answer\n' >"$work/known.csv"
    for status in 0 1; do
        word=$([ "$status" = 0 ] && echo white || echo black)
        start "$work/eir.log" "$peers/$server" "$address" "status=$status" unknown=9999
        until_true 30 "$work/eir.log" "$server does not listen" listens 3868
        sleep 1
        { echo equipment,answer; echo "35693803564380,$word"; echo "99990000000001,unknown"; echo "35209900000010,$word"; } >"$work/known.csv"
        record 3868
        if inside dotnet "$load" tcp://127.0.0.1:3868 --expect "$work/known.csv" --requests "$requests" --window 100 --wait 20s >"$work/load-$status.log" 2>&1; then
            echo passed >"$work/load-$status"
        else
            tail -n 20 "$work/load-$status.log" >&2
            echo failed >"$work/load-$status"
        fi
        recorded
        asked=$((asked + requests))
        end_children
        until_true 20 "$work/eir.log" "$server did not end" eval '! listens 3868'
    done
    check capabilities both CER CEA
    check answers grep -q passed "$work/load-0"
    check load grep -q passed "$work/load-1"
    check goodbye both DPR DPA
    check form test "$well_formed" = yes
}

load_with_freediameter_eir() { loads freediameter-eir 3868; }

load_with_erlang_eir() { loads erlang-eir 127.0.0.1:3868; }
