using EirDiameter.Conformance.Captures;

namespace EirDiameter.Conformance.Tests.Captures;

public sealed class SampleTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_sample_has_one_conversation_in_which_all_was_answered(string name)
    {
        Capture capture = Samples.Read(name);

        Assert.Empty(capture.Notes);
        Assert.Equal(3868, Assert.Single(capture.Conversations).Server.Port);
        Assert.Equal(
            [
                "35209900000010 2001 white", "35693803564380 2001 black", "35693803564399 2001 grey", "35209955000001 5422", "356938035643809 2001 black",
                "356938035643800 2001 black", "3569380356438007 2001 black", "3569380356438X 5004", "3569380 5004",
            ],
            CapturedExchange.Of(capture).Where(one => one.Command == 324)
                .Select(one => $"{ExchangeText.OfRequest(one.Request.Octets).Split(' ')[2]} {ExchangeText.OfAnswer(one.Answer?.Octets)}"));
    }
}
