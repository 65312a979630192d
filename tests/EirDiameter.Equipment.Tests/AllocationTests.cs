using Xunit;

namespace EirDiameter.Equipment.Tests;

public sealed class AllocationTests
{
    private readonly Policy _policy = Given.PolicyOf(new PolicyOptions { ImsiRanges = [new() { From = "9", Status = "grey" }], TestTac = "grey" });
    private FoundListings _found;

    [Fact]
    public void A_question_costs_no_allocation()
    {
        long sum = Ask(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += Ask(10_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.NotEqual(0, sum);
    }

    private long Ask(int times)
    {
        long sum = 0;
        for (int time = 0; time < times; time++)
        {
            bool isRead = Imei.TryParse("3569380356438012"u8, out Imei imei) & Imsi.TryParse("001010123456789"u8, out Imsi imsi);
            isRead &= Meid.TryRead("AF0123450ABCDE"u8, out _) & !Imei.TryParse("35693803564x80"u8, out _) & !Imei.TryParse("x", out _);
            Question question = new(imei.Key, time % 7 == 0 || !isRead ? EquipmentForm.Malformed : EquipmentForm.Valid, imsi, imei.SoftwareVersion);
            _found.Clear();
            for (int listing = 0; listing < time % 40; listing++)
                _found.Add((byte)listing, (ListingScope)(listing % 4), new Listing((EquipmentList)(listing % 3), 0, default), imei.Key, imei.Key);
            sum += _policy.NeedsListings(question, out Decision early) ? 1 : early.Feed;
            sum += (int)_policy.Decide(question, _found, Given.Now).Basis + (int)_policy.DecideUnavailable(question).Status;
        }

        return sum;
    }
}
