%% An MME on Erlang/OTP diameter. It sends ECRs, prints what is answered, says goodbye (DPR) and ends.
%%   erl -noinput -pa BEAMS -run s13_mme run ADDRESS PORT [name=value ...]
%% Options and output are those of the freeDiameter MME (freediameter/s13_mme.c), and
%%   watchdog=SECONDS, transport=tcp|sctp, origin-host=NAME, origin-realm=REALM
%% Every answer is decoded against the dictionary: what does not decode is an ERROR line. Exit status 0 = all answered.
-module(s13_mme).
-export([run/1, identity/0]).

%% diameter callbacks
-export([peer_up/3, peer_down/3, pick_peer/4, prepare_request/3, prepare_retransmit/3, handle_answer/4, handle_error/4,
         handle_request/3]).

-include_lib("diameter/include/diameter.hrl").

identity() -> "mme02.epc.mnc001.mcc001.3gppnetwork.org".

run([Address, Port | Arguments]) ->
    Options = s13_service:options(Arguments),
    ok = s13_service:start(mme, ?MODULE, {connect, Address, list_to_integer(Port)}, Options),
    receive
        #diameter_event{info = Info} when element(1, Info) =:= up -> io:format("OPEN peers=1~n")
    after 1000 * s13_service:number("wait", Options, 20) ->
        io:format("NOPEER~n"),
        halt(1)
    end,
    Lines = lines(Options),
    Requests = s13_service:number("requests", Options, max(1, tuple_size(Lines))),
    Window = s13_service:number("window", Options, 1),
    {Answered, TimedOut, Errors} = send_all(Requests, Window, Lines, Options),
    io:format("DONE sent=~w answered=~w timeout=~w~n", [Requests, Answered, TimedOut]),
    timer:sleep(1000 * s13_service:number("hold", Options, 0)),
    %% Stopping sends the DPR; its answer, or the closed transport, comes back as an event.
    ok = diameter:stop_service(mme),
    receive #diameter_event{info = stop} -> ok after 5000 -> ok end,
    timer:sleep(100),
    halt(case {Answered, Errors} of {Requests, 0} -> 0; _ -> 1 end).

lines(Options) ->
    case s13_service:text("equipment", Options, none) of
        none -> {};
        File ->
            {ok, Text} = file:read_file(File),
            list_to_tuple([string:split(L, ",", all) || L <- string:lexemes(binary_to_list(Text), "\r\n"), hd(L) =/= $#])
    end.

%% Window processes, each with one request in flight.
send_all(Requests, Window, Lines, Options) ->
    Counter = atomics:new(1, []),
    Parent = self(),
    Workers = [spawn_link(fun() -> Parent ! {self(), worker(Counter, Requests, Lines, Options, {0, 0, 0})} end)
               || _ <- lists:seq(1, Window)],
    lists:foldl(fun(Worker, {A, T, E}) -> receive {Worker, {A1, T1, E1}} -> {A + A1, T + T1, E + E1} end end,
                {0, 0, 0}, Workers).

worker(Counter, Requests, Lines, Options, {A, T, E} = Sum) ->
    case atomics:add_get(Counter, 1, 1) - 1 of
        Number when Number >= Requests -> Sum;
        Number ->
            {Imei, _, _} = Equipment = equipment(Number, Lines),
            Timeout = 1000 * s13_service:number("timeout", Options, 10),
            Next = case diameter:call(mme, s13, request(Equipment, Options), [{timeout, Timeout}]) of
                {answer, Flags, Name, Avps} -> print(Number, Imei, Flags, Name, Avps), {A + 1, T, E};
                {error, timeout} -> io:format("TIMEOUT ~w ~s~n", [Number, Imei]), {A, T + 1, E};
                Other -> io:format("ERROR ~w ~s ~0p~n", [Number, Imei, Other]), {A, T, E + 1}
            end,
            worker(Counter, Requests, Lines, Options, Next)
    end.

equipment(Number, {}) -> {integer_to_list(35693803564380 + Number), "-", "-"};
equipment(Number, Lines) ->
    case element(Number rem tuple_size(Lines) + 1, Lines) of
        [Imei] -> {Imei, "-", "-"};
        [Imei, SoftwareVersion] -> {Imei, SoftwareVersion, "-"};
        [Imei, SoftwareVersion, UserName] -> {Imei, SoftwareVersion, UserName}
    end.

print(Number, Imei, Flags, _Name, Avps) ->
    Experimental = case Avps of
        #{'Experimental-Result' := [#{'Vendor-Id' := V, 'Experimental-Result-Code' := C}]} -> io_lib:format("~w/~w", [V, C]);
        _ -> "-"
    end,
    #{'Origin-Host' := From} = Avps,
    io:format("ANSWER ~w ~s result=~s experimental=~s status=~s session-state=~s flags=0x~2.16.0b from=~s~n",
              [Number, Imei, value('Result-Code', Avps), Experimental, value('Equipment-Status', Avps),
               value('Auth-Session-State', Avps), Flags, From]).

value(Name, Avps) ->
    case Avps of
        #{Name := [Value]} -> integer_to_list(Value);
        #{Name := Value} when is_integer(Value) -> integer_to_list(Value);
        _ -> "-"
    end.

request({Imei, SoftwareVersion, UserName}, Options) ->
    TerminalInformation = maps:from_list([{Name, [Value]} || {Name, Value} <- [{'IMEI', Imei}, {'Software-Version', SoftwareVersion}],
                                                             Value =/= "-"]),
    Optional = [{'User-Name', UserName}, {'Destination-Host', s13_service:text("destination-host", Options, "-")}],
    Avps = #{'Session-Id' => diameter:session_id(s13_service:text("origin-host", Options, identity())),
             'Auth-Session-State' => 1,
             'Destination-Realm' => s13_service:text("realm", Options, "epc.mnc001.mcc001.3gppnetwork.org"),
             'Terminal-Information' => TerminalInformation},
    WithId = case s13_service:number("application-id", Options, 1) of
        0 -> Avps;
        _ -> Avps#{'Vendor-Specific-Application-Id' => s13_service:application_id()}
    end,
    ['ECR' | maps:merge(WithId, maps:from_list([{Name, [Value]} || {Name, Value} <- Optional, Value =/= "-"]))].

prepare_request(#diameter_packet{msg = ['ECR' | Avps]}, _, {_, Caps}) ->
    #diameter_caps{origin_host = {Host, _}, origin_realm = {Realm, _}} = Caps,
    {send, ['ECR' | Avps#{'Origin-Host' => Host, 'Origin-Realm' => Realm}]}.
prepare_retransmit(Packet, Service, Peer) -> prepare_request(Packet, Service, Peer).

handle_answer(#diameter_packet{msg = [Name | Avps], errors = [], bin = <<_:4/binary, Flags, _/binary>>}, _, _, _) ->
    {answer, Flags, Name, Avps};
handle_answer(#diameter_packet{msg = Message, errors = Errors}, _, _, _) -> {does_not_decode, Errors, Message}.
handle_error(Reason, _, _, _) -> {error, Reason}.
handle_request(_, _, _) -> {answer_message, 3001}.
peer_up(_, _, State) -> State.
peer_down(_, _, State) -> State.
pick_peer([Peer | _], _, _, _) -> {ok, Peer};
pick_peer([], _, _, _) -> false.
