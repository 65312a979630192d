%% What the MME and the EIR have in common: options, capabilities, transport.
-module(s13_service).
-export([options/1, text/3, number/3, start/4, application_id/0]).

-include_lib("diameter/include/diameter.hrl").
-include_lib("diameter/include/diameter_gen_base_rfc6733.hrl").

-define(THREE_GPP, 10415).
-define(S13, 16777252).

%% ["name=value", ...] to a map.
options(Arguments) ->
    maps:from_list([begin [Name | Value] = string:split(A, "="), {Name, lists:append(Value)} end || A <- Arguments]).

text(Name, Options, Default) -> maps:get(Name, Options, Default).

number(Name, Options, Default) ->
    case maps:find(Name, Options) of
        {ok, Value} -> list_to_integer(Value);
        error -> Default
    end.

%% Optional AVPs are lists in the map format.
application_id() -> [#{'Vendor-Id' => ?THREE_GPP, 'Auth-Application-Id' => [?S13]}].

%% Starts the service Name with the callbacks in Module. How is {listen, Address, Port} or {connect, Address, Port}.
start(Name, Module, How, Options) ->
    ok = diameter:start(),
    ok = logger:set_primary_config(level, warning),
    ok = diameter:start_service(Name, capabilities(Module, Options)),
    diameter:subscribe(Name),
    {ok, _} = diameter:add_transport(Name, transport(How, Options)),
    ok.

capabilities(Module, Options) ->
    Realm = "epc.mnc001.mcc001.3gppnetwork.org",
    Vsai = #'diameter_base_Vendor-Specific-Application-Id'{'Vendor-Id' = ?THREE_GPP, 'Auth-Application-Id' = [?S13]},
    [{'Origin-Host', text("origin-host", Options, Module:identity())},
     {'Origin-Realm', text("origin-realm", Options, Realm)},
     {'Vendor-Id', 0},
     {'Product-Name', "OTP/diameter S13"},
     {'Supported-Vendor-Id', [?THREE_GPP]},
     {'Vendor-Specific-Application-Id', [Vsai]},
     {decode_format, map}, {string_decode, false}, {restrict_connections, false},
     {application, [{alias, common}, {dictionary, diameter_gen_base_rfc6733}, {module, Module}]},
     {application, [{alias, s13}, {dictionary, s13}, {module, Module}, {answer_errors, callback}]}].

transport({Direction, Address, Port}, Options) ->
    {ok, Ip} = inet:parse_address(Address),
    {Module, Config} = case text("transport", Options, "tcp") of
        "tcp" -> {diameter_tcp, [{reuseaddr, true}]};
        "sctp" -> {diameter_sctp, []}
    end,
    Ends = case Direction of
        listen -> [{ip, Ip}, {port, Port}];
        connect -> [{raddr, Ip}, {rport, Port}, {ip, Ip}]
    end,
    Watchdog = {watchdog_timer, 1000 * number("watchdog", Options, 30)},
    {Direction, [{transport_module, Module}, {transport_config, Ends ++ Config}, {connect_timer, 2000}, Watchdog]}.
