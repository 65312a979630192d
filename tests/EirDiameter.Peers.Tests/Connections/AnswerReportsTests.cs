using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>Overload (DOIC, RFC 7683) and load (RFC 8583) in the answers to peers that get them.</summary>
public sealed class AnswerReportsTests
{
    private const string Mme = "mme1.example.org";

    [Fact]
    public async Task Nothing_is_reported_to_a_peer_that_is_not_configured_to_get_it()
    {
        (Neighbourhood _, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, MaxRequestsPerSecond = 1 });
        byte[] answer = await AskAsync(peer, offers: true);
        Assert.False(Has(answer, AvpCodes.OcSupportedFeatures));
        Assert.False(Has(answer, AvpCodes.Load));
    }

    [Fact]
    public async Task Overload_control_is_spoken_of_only_to_who_offers_it()
    {
        (Neighbourhood _, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportOverload = true, MaxRequestsPerSecond = 10 });
        Assert.False(Has(await AskAsync(peer, offers: false), AvpCodes.OcSupportedFeatures));
        byte[] answer = await AskAsync(peer, offers: true);
        Assert.True(Has(answer, AvpCodes.OcSupportedFeatures));
        Assert.False(Has(answer, AvpCodes.OcOlr));
        Assert.False(Has(answer, AvpCodes.Load));
    }

    [Fact]
    public async Task While_there_are_too_many_every_answer_says_how_many_to_keep_back_refusals_too()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportOverload = true, MaxRequestsPerSecond = 10 });
        await FloodAsync(peer, 20);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        byte[] served = await AskAsync(peer, offers: true);
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(served));
        Assert.Equal([50u], Messages.Values(served, AvpCodes.OcReductionPercentage, AvpCodes.OcOlr));
        Assert.Equal([30u], Messages.Values(served, AvpCodes.OcValidityDuration, AvpCodes.OcOlr));
        Assert.Equal([0u], Messages.Values(served, AvpCodes.OcReportType, AvpCodes.OcOlr));
        byte[] refused = (await FloodAsync(peer, 20))[^1];
        Assert.Equal(ResultCodes.TooBusy, Messages.ResultOf(refused));
        Assert.Equal([50u], Messages.Values(refused, AvpCodes.OcReductionPercentage, AvpCodes.OcOlr));
    }

    [Fact]
    public async Task The_sequence_number_grows_with_each_change_and_with_none_but_a_change()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportOverload = true, MaxRequestsPerSecond = 10 });
        await FloodAsync(peer, 20);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        ulong first = Sequence(await AskAsync(peer, offers: true));
        Assert.Equal(first, Sequence(await AskAsync(peer, offers: true)));
        node.Time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(peer, offers: true);
        ulong second = Sequence(await AskAsync(peer, offers: true));
        Assert.True(second > first);
        Assert.True(first >= (ulong)node.Time.Start.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task What_stays_as_it_is_is_said_anew_before_it_expires()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportOverload = true, MaxRequestsPerSecond = 10 });
        async Task<ulong> AfterAsync(int seconds)
        {
            for (int second = 0; second < seconds; second++)
            {
                await FloodAsync(peer, 100);
                node.Time.Advance(TimeSpan.FromSeconds(1));
            }

            byte[] answer = await AskAsync(peer, offers: true);
            Assert.Equal([90u], Messages.Values(answer, AvpCodes.OcReductionPercentage, AvpCodes.OcOlr));
            return Sequence(answer);
        }

        ulong first = await AfterAsync(3);
        Assert.Equal(first, await AfterAsync(5));
        Assert.True(await AfterAsync(12) > first);
    }

    [Fact]
    public async Task The_end_of_the_overload_is_said_until_no_earlier_report_holds()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportOverload = true, MaxRequestsPerSecond = 10 });
        await FloodAsync(peer, 20);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(peer, offers: true);
        for (int second = 0; second < 20; second++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            await AskAsync(peer, offers: true);
        }

        byte[] over = await AskAsync(peer, offers: true);
        Assert.Equal([0u], Messages.Values(over, AvpCodes.OcReductionPercentage, AvpCodes.OcOlr));
        Assert.Equal([0u], Messages.Values(over, AvpCodes.OcValidityDuration, AvpCodes.OcOlr));
        node.Time.Advance(TimeSpan.FromSeconds(20));
        await AskAsync(peer, offers: true);
        Assert.False(Has(await AskAsync(peer, offers: true), AvpCodes.OcOlr));
    }

    [Fact]
    public async Task The_overload_of_the_node_is_reported_to_a_peer_without_a_limit_of_its_own()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportOverload = true }, nodeLimit: 10);
        TestPeer other = await node.ConnectOpenAsync("mme2.example.org");
        await FloodAsync(other, 40);
        await AskAsync(other, offers: false);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(peer, offers: true);
        uint reduction = Assert.Single(Messages.Values(await AskAsync(peer, offers: true), AvpCodes.OcReductionPercentage, AvpCodes.OcOlr));
        Assert.InRange(reduction, 70u, 80u);
    }

    [Fact]
    public async Task The_load_stands_in_every_answer_once_for_the_host_and_once_for_the_peer()
    {
        (Neighbourhood _, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportLoad = true });
        byte[] answer = await AskAsync(peer, offers: true);
        Assert.False(Has(answer, AvpCodes.OcSupportedFeatures));
        Assert.Equal([0u, 1u], Messages.Values(answer, AvpCodes.LoadType, AvpCodes.Load));
        Assert.Equal(Messages.Header(answer).Length, answer.Length);
    }

    [Fact]
    public async Task An_answer_that_comes_later_has_the_reports_too()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme, ReportLoad = true, ReportOverload = true });
        node.Application.Keeps = true;
        await peer.SendAsync(Messages.Request(7, offersOverloadControl: true), Messages.Request(8));
        await Neighbourhood.UntilAsync(() => node.Application.Kept == 2);
        Assert.Equal(2, node.Application.AnswerKept());
        byte[] first = await peer.ReceiveAsync(), second = await peer.ReceiveAsync();
        Assert.True(Has(first, AvpCodes.OcSupportedFeatures) && Has(first, AvpCodes.Load));
        Assert.True(!Has(second, AvpCodes.OcSupportedFeatures) && Has(second, AvpCodes.Load));
    }

    [Fact]
    public async Task Reports_can_be_switched_on_while_the_peer_is_connected()
    {
        (Neighbourhood node, TestPeer peer) = await OpenAsync(new PeerOptions { Host = Mme });
        Assert.False(Has(await AskAsync(peer, offers: true), AvpCodes.Load));
        node.Table.Put(new PeerOptions { Host = Mme, ReportLoad = true });
        Assert.True(Has(await AskAsync(peer, offers: true), AvpCodes.Load));
    }

    private static async Task<(Neighbourhood Node, TestPeer Peer)> OpenAsync(PeerOptions options, int nodeLimit = 0)
    {
        Neighbourhood node = new(new PeersOptions { Peers = [options], NodeRequestsPerSecond = nodeLimit });
        return (node, await node.ConnectOpenAsync(Mme));
    }

    private static async Task<byte[]> AskAsync(TestPeer peer, bool offers)
    {
        await peer.SendAsync(Messages.Request(7, offersOverloadControl: offers));
        return await peer.ReceiveAsync();
    }

    private static async Task<List<byte[]>> FloodAsync(TestPeer peer, int requests)
    {
        await peer.SendAsync([.. Enumerable.Range(0, requests).Select(i => Messages.Request((uint)i, offersOverloadControl: true))]);
        List<byte[]> answers = [];
        for (int i = 0; i < requests; i++)
            answers.Add(await peer.ReceiveAsync());
        return answers;
    }

    private static bool Has(byte[] message, uint code)
    {
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (avp.Is(code))
                return true;
        }

        return false;
    }

    private static ulong Sequence(byte[] message)
    {
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (!avp.Is(AvpCodes.OcOlr))
                continue;
            foreach (Avp inner in avp.Group())
            {
                if (inner.Is(AvpCodes.OcSequenceNumber) && inner.TryReadUnsigned64(out ulong value))
                    return value;
            }
        }

        return 0;
    }
}
