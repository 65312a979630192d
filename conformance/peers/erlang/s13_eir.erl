%% The smallest EIR on Erlang/OTP diameter, to compare with. It answers every ECR with one Equipment-Status.
%%   erl -noinput -pa BEAMS -run s13_eir run ADDRESS PORT [name=value ...]
%%   status=N        Equipment-Status to answer (0 = white, 1 = black, 2 = grey; default 0)
%%   unknown=PREFIX  equipment whose IMEI starts with this is unknown (Experimental-Result 5422)
%%   watchdog=SECONDS, transport=tcp|sctp, origin-host=NAME, origin-realm=REALM
-module(s13_eir).
-export([run/1, identity/0]).

%% diameter callbacks
-export([peer_up/3, peer_down/3, pick_peer/4, prepare_request/3, prepare_retransmit/3, handle_answer/4, handle_error/4,
         handle_request/3]).

-include_lib("diameter/include/diameter.hrl").

identity() -> "eir.epc.mnc001.mcc001.3gppnetwork.org".

run([Address, Port | Arguments]) ->
    Options = s13_service:options(Arguments),
    persistent_term:put(status, s13_service:number("status", Options, 0)),
    persistent_term:put(unknown, list_to_binary(s13_service:text("unknown", Options, ""))),
    ok = s13_service:start(eir, ?MODULE, {listen, Address, list_to_integer(Port)}, Options),
    io:format("ready ~s:~s~n", [Address, Port]),
    receive stop -> ok end.

handle_request(#diameter_packet{msg = ['ECR' | Request], errors = []}, _, {_, Caps}) ->
    #diameter_caps{origin_host = {Host, _}, origin_realm = {Realm, _}} = Caps,
    #{'Session-Id' := SessionId, 'Terminal-Information' := TerminalInformation} = Request,
    Answer = #{'Session-Id' => SessionId, 'Vendor-Specific-Application-Id' => s13_service:application_id(),
               'Auth-Session-State' => 1, 'Origin-Host' => Host, 'Origin-Realm' => Realm},
    Unknown = persistent_term:get(unknown),
    Length = byte_size(Unknown),
    case TerminalInformation of
        #{'IMEI' := [<<Unknown:Length/binary, _/binary>>]} when Length > 0 ->
            {reply, ['ECA' | Answer#{'Experimental-Result' => [#{'Vendor-Id' => 10415, 'Experimental-Result-Code' => 5422}]}]};
        _ ->
            {reply, ['ECA' | Answer#{'Result-Code' => [2001], 'Equipment-Status' => [persistent_term:get(status)]}]}
    end;
handle_request(#diameter_packet{errors = [Error | _]}, _, _) ->
    {answer_message, case Error of {Code, _} -> Code; Code -> Code end}.

prepare_request(_, _, _) -> {discard, eir_sends_no_requests}.
prepare_retransmit(_, _, _) -> {discard, eir_sends_no_requests}.
handle_answer(_, _, _, _) -> ok.
handle_error(Reason, _, _, _) -> {error, Reason}.
peer_up(_, _, State) -> State.
peer_down(_, _, State) -> State.
pick_peer(_, _, _, _) -> false.
