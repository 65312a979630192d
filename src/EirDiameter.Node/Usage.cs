namespace EirDiameter.Node;

/// <summary>The text of <c>--help</c>.</summary>
internal static class Usage
{
    public const string Text = """
        EirDiameter node: an Equipment Identity Register. Answers ME-Identity-Check over S13 and S13', and
        N5g-eir_EquipmentIdentityCheck over N17, from its own store.

        Usage:
          EirDiameter.Node [--config FILE] [--Section:Key VALUE]...
          EirDiameter.Node --health [URL]      exit 0 if the node at URL (default Admin:Url) is ready
          EirDiameter.Node --help

        Configuration, each overriding the one before: appsettings.json beside the program, appsettings.json in the current folder,
        --config FILE, environment (Section__Key=VALUE), command line (--Section:Key VALUE).

          --Diameter:OriginHost NAME           who this node is                      eir.epc.mnc001.mcc001.3gppnetwork.org
          --Diameter:OriginRealm NAME          its realm                             epc.mnc001.mcc001.3gppnetwork.org
          --Diameter:Listen:0 tcp://HOST:PORT  where MMEs and SGSNs connect          tcp://127.0.0.1:3868
                                               or sctp://HOST,HOST:PORT, or tls://HOST:PORT with:
          --Diameter:Tls:Certificate FILE        PEM file of the certificate, and :Key of its key
          --Diameter:Tls:Trust FILE              PEM file of the authorities that peers' certificates come from
          --Diameter:UnknownPeers WHICH        Refuse, Loopback or Accept            Loopback
          --Diameter:Peers:0:Host NAME         a peer known by name (and :Addresses:0 ADDRESS[/PREFIX], :MaxRequestsPerSecond,
                                                 :CertificateName, :OriginRealms:0, :Connect tcp://HOST:PORT to dial it,
                                                 :ReportOverload true, :ReportLoad true to tell it in answers)
          --Diameter:Discovery:Realms:0 NAME   a realm whose agents are found in the DNS and dialled (and :Server, :Transports:0, :MaxPeers)
          --Diameter:OriginRealms:0 NAME       serve requests of this realm only; others are answered 5003
          --Diameter:RouteRecords:0 NAME       serve requests that come over this agent, or over none, only; others are answered 5003
          --Diameter:NodeRequestsPerSecond N   all peers together; 0 = no limit (and :ShedByPriority true)
          --Policy:Preset NAME                 StandardUnknown, AllowUnlessListed, DenyUnlessPermitted, ResponseType1, 2, 3
          --Policy:NotProduced WHICH           white, grey, black, unknown or ignore: what a maker who declared all it made did not make
          --Store:Path DIRECTORY               where listings are kept               data
          --Store:MemoryMiB N                  memory for listings; 0 = from the machine
          --Feeds:0:Name NAME                  a feed beside global, national, operator and local, or one to follow:
          --Feeds:0:Url URL                      the folder that holds its manifest.json
          --Feeds:0:PublicKey FILE               PEM file of the P-256 key that signs it; needed with :Url
          --Feeds:0:Key KEY                      shown to the publisher as a bearer key
          --Feeds:0:IntervalSeconds N            seconds between two looks, 1 to 86400                  300
          --Feeds:0:StaleAfterSeconds N          without confirmation so long, it is stale              86400
          --Feeds:0:WhenStale WHICH              keep its listings, or ignore them                      keep
          --Feeds:0:Guards:MaxShrinkPercent P          an update that goes beyond one of these          25
          --Feeds:0:Guards:MaxNewlyBlackPercent P      is held until an operator approves it;           10
          --Feeds:0:Guards:MaxNewlyBlack N             empty (null in a file) turns a guard             1000000
          --Feeds:0:Guards:MaxSeenNewlyBlackPercent P  off, 0 holds every such change                   1
          --Push:0:Feed NAME                   a feed whose owner pushes records to /v1/push/NAME
          --Push:0:Key KEY                       what the owner must show; opens nothing else
          --Push:0:MaxRecordsPerSecond N         above it the answer is 429; 0 = no limit               200
          --Seen:MaxEquipment N                equipment remembered as asked about in 24 hours,
                                                 8 octets each, until a restart; 0 = none               2097152
          --Lists:0:File FILE                  a list loaded before the node serves (and :Feed, :Snapshot)
          --Admin:Url http://ADDRESS:PORT      operators' API, health, metrics       http://127.0.0.1:8080
          --Admin:Keys:0 KEY                   needed as soon as Admin:Url is not loopback
          --N17:Url http://ADDRESS:PORT        where AMFs ask by HTTP/2 (TS 29.511), https:// for TLS     off
          --N17:Certificate FILE                 PEM file of the certificate, and :Key of its key, with https://
          --N17:Trust FILE                       PEM file of the authorities that clients' certificates must come from
          --N17:InstanceId UUID                  this NF's instance id
          --N17:OAuth2:KeyFile FILE              PEM file of the NRF's public key: then N17 opens to its access tokens only;
                                                 or :JwksFile FILE, or :JwksUrl URL; also :Audience, :Issuer
          --N17:Nrf:Url http://HOST:PORT         the NRF to register at; also :Address, :Plmns:0, :Priority, :Capacity, :HeartBeatSeconds

        Prints one line 'ready ADDRESS...' when it serves. SIGTERM or Ctrl-C stops it cleanly: DPR to each peer, drain, checkpoint.
        Exit codes: 0 stopped, 1 could not start (store, port), 2 bad configuration (each line names the key).

        Examples:
          EirDiameter.Node --Diameter:Listen:0 tcp://127.0.0.1:3868 --Store:Path /var/lib/eir
          EirDiameter.Node --Policy:Preset AllowUnlessListed --Lists:0:Feed national --Lists:0:File stolen.csv.gz
        """;
}
