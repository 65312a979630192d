using EirDiameter.Node.Configuration;
using EirDiameter.Node.Neighbours;
using Xunit;

namespace EirDiameter.Node.Tests.Neighbours;

/// <summary>The peers of the configuration, and what was changed in them while a node ran.</summary>
public sealed class ConfiguredPeersTests : IDisposable
{
    private static readonly DiameterOptions Options = new()
    {
        Peers = [new PeerSection { Host = "mme1.example.org" }, new PeerSection { Host = "mme2.example.org", MaxRequestsPerSecond = 2 }],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("eir-peers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Changes_outlive_the_process_and_go_before_the_configuration()
    {
        ConfiguredPeers peers = new(Options, _folder);
        peers.Put(new PeerSection { Host = "MME2.example.org", MaxRequestsPerSecond = 20, Addresses = ["192.0.2.0/24"] });
        peers.Put(new PeerSection { Host = "mme3.example.org", Connect = "tcp://192.0.2.3:3868" });
        peers.Remove("mme1.example.org");

        foreach (ConfiguredPeers now in new[] { peers, new ConfiguredPeers(Options, _folder) })
        {
            Assert.Equal(["MME2.example.org", "mme3.example.org"], now.All.Select(peer => peer.Host).Order());
            PeerSection? changed = now.Find("mme2.example.org", out bool isChanged);
            Assert.True(isChanged);
            Assert.Equal((20, "192.0.2.0/24"), (changed!.MaxRequestsPerSecond, Assert.Single(changed.Addresses)));
            Assert.Equal("tcp://192.0.2.3:3868", now.Find("mme3.example.org", out _)!.Connect);
            Assert.Null(now.Find("mme1.example.org", out _));
            Assert.Equal(3, now.Changes);
        }
    }

    [Fact]
    public void A_peer_that_was_added_and_removed_leaves_nothing_behind()
    {
        ConfiguredPeers peers = new(Options, _folder);
        peers.Put(new PeerSection { Host = "mme3.example.org" });
        peers.Remove("mme3.example.org");
        Assert.Equal(0, new ConfiguredPeers(Options, _folder).Changes);
        Assert.Equal(2, peers.All.Count);
    }

    [Fact]
    public void A_file_that_cannot_be_read_stops_the_start_with_its_name()
    {
        foreach (string bad in new[] { "{", "null", """{"put":[{"host":"mme9.example.org","unknown":1}]}""" })
        {
            File.WriteAllText(Path.Combine(_folder, PeersFile.FileName), bad);
            ConfigurationException error = Assert.Throws<ConfigurationException>(() => new ConfiguredPeers(Options, _folder));
            Assert.Contains(PeersFile.FileName, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_peer_of_the_file_that_cannot_be_stops_the_start()
    {
        File.WriteAllText(Path.Combine(_folder, PeersFile.FileName), """{"put":[{"host":"mme9.example.org","connect":"tls://192.0.2.1:5868"}]}""");
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => new ConfiguredPeers(Options, _folder));
        Assert.Contains("Diameter:Tls:Certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_disk_does_not_take_changes_nothing()
    {
        ConfiguredPeers peers = new(Options, _folder);
        Directory.CreateDirectory(Path.Combine(_folder, PeersFile.FileName));
        Assert.ThrowsAny<Exception>(() => peers.Put(new PeerSection { Host = "mme3.example.org" }));
        Assert.Null(peers.Find("mme3.example.org", out _));
        Assert.Equal(2, peers.All.Count);
    }
}
