using System.Diagnostics.Metrics;
using EirDiameter.Peers.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EirDiameter.Peers.Tests;

public class PeerMetricsTests
{
    [Fact]
    public async Task Messages_are_counted_by_command_direction_and_result_and_outlive_their_connection()
    {
        var node = new Neighbourhood();
        using Observed observed = new(node.Table);
        TestPeer peer = await node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Request(2), Messages.Request(3, application: 7, command: 8), Messages.Dwr(4));
        await peer.ReceiveFlushAsync();
        Dictionary<string, long> expected = new()
        {
            ["CER received none"] = 1,
            ["CEA sent 2xxx"] = 1,
            ["ECR received none"] = 2,
            ["ECA sent 2xxx"] = 2,
            ["other-request received none"] = 1,
            ["other-answer sent 3xxx"] = 1,
            ["DWR received none"] = 1,
            ["DWA sent 2xxx"] = 1,
        };
        Assert.Equal(expected, observed.Read("eir_diameter_messages_total"));
        Assert.Equal(new Dictionary<string, long> { ["open"] = 1 }, observed.Read("eir_peers"));

        peer.Connection.CloseByPeer();
        await peer.Ended;
        Assert.Equal(expected, observed.Read("eir_diameter_messages_total"));
        Assert.Empty(observed.Read("eir_peers"));
    }

    [Fact]
    public async Task Refusals_are_counted_by_reason()
    {
        var node = new Neighbourhood();
        using Observed observed = new(node.Table);
        TestPeer peer = node.Connect();
        await peer.SendAsync(Messages.Dwr());
        await peer.Ended;
        Assert.Equal(new Dictionary<string, long> { ["not_capabilities"] = 1 }, observed.Read("eir_diameter_refusals_total"));
    }

    private sealed class Observed : IDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly Dictionary<string, Dictionary<string, long>> _values = [];
        private readonly MeterListener _listener = new();
        private readonly PeerMetrics _metrics;

        public Observed(PeerTable table)
        {
            var meters = _services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
                _values[instrument.Name][string.Join(' ', tags.ToArray().Select(tag => tag.Value))] = value);
            _listener.Start();
            _metrics = new PeerMetrics(table, meters);
        }

        public Dictionary<string, long> Read(string instrument)
        {
            foreach (string name in new[] { "eir_diameter_messages_total", "eir_peers", "eir_diameter_refusals_total", "eir_diameter_discarded_total", "eir_diameter_rate_limited_total" })
                _values[name] = [];
            _listener.RecordObservableInstruments();
            return _values[instrument];
        }

        public void Dispose()
        {
            _listener.Dispose();
            _metrics.Dispose();
            _services.Dispose();
        }
    }
}
