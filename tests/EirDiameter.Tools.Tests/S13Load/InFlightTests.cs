using EirDiameter.S13Load.Traffic;

namespace EirDiameter.Tools.Tests.S13Load;

public sealed class InFlightTests
{
    [Fact]
    public void Answers_may_come_in_any_order()
    {
        InFlight inFlight = new(3);
        uint[] hopByHop = [.. Enumerable.Range(0, 3).Select(i => inFlight.Open(new OpenRequest(i, (uint)(100 + i), i)))];
        Assert.Equal(0, inFlight.Room);
        foreach (int i in new[] { 2, 0, 1 })
        {
            Assert.True(inFlight.TryClose(hopByHop[i], (uint)(100 + i), out OpenRequest request));
            Assert.Equal(i, request.Entry);
        }
        Assert.Equal(3, inFlight.Room);
    }

    [Fact]
    public void The_same_answer_twice_belongs_to_no_request()
    {
        InFlight inFlight = new(2);
        uint hopByHop = inFlight.Open(new OpenRequest(0, 7, 0));
        Assert.True(inFlight.TryClose(hopByHop, 7, out _));
        Assert.False(inFlight.TryClose(hopByHop, 7, out _));
        uint again = inFlight.Open(new OpenRequest(0, 8, 0));
        Assert.NotEqual(hopByHop, again);
        Assert.False(inFlight.TryClose(hopByHop, 8, out _));
    }

    [Fact]
    public void A_wrong_end_to_end_identifier_belongs_to_no_request()
    {
        InFlight inFlight = new(1);
        uint hopByHop = inFlight.Open(new OpenRequest(0, 7, 0));
        Assert.False(inFlight.TryClose(hopByHop, 6, out _));
        Assert.True(inFlight.TryClose(hopByHop, 7, out _));
    }

    [Fact]
    public void An_abandoned_request_gives_its_room_back_and_takes_no_answer()
    {
        InFlight inFlight = new(5);
        uint hopByHop = inFlight.Open(new OpenRequest(0, 7, 0));
        inFlight.Abandon();
        Assert.Equal(5, inFlight.Room);
        Assert.False(inFlight.TryClose(hopByHop, 7, out _));
    }
}
