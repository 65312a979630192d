using System.Text.Json;
using EirDiameter.Node.Push;
using EirDiameter.Store;
using Xunit;

namespace EirDiameter.Node.Tests.Push;

public sealed class PushRecordTests
{
    [Theory]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380"}""", "Black 35693803564380")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"356938035643809","imsi":"001010123456789"}""", "Black 35693803564380")]
    [InlineData("""{"operation":"ADD","listType":"TRACKED_LIST","imei":"35693803564380","imsi":"not an imsi"}""", "Grey 35693803564380")]
    [InlineData("""{"operation":"ADD","listType":"EXCEPTION_LIST","imei":"35693803564380","imsi":"001010123456789"}""", "White 35693803564380 001010123456789")]
    [InlineData("""{"operation":"ADD","listType":"EXCEPTION_LIST","imei":"35693803564380","imsi":""}""", "White 35693803564380")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_TAC","tac":"35209900"}""", "Black 35209900000000-35209900999999")]
    [InlineData("""{"operation":"ADD","listType":"ALLOWED_TAC","tac":"35209900","imei":"whatever"}""", "White 35209900000000-35209900999999")]
    [InlineData("""{"OPERATION":"delete","ListType":"blocked_list","IMEI":" 35693803564380 ","reason":"found"}""", "remove Black 35693803564380")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","actualImei":"3569380356438077"}""", "Black 35693803564380")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380","actualImei":"356938035643809","reason":" stolen "}""", "Black 35693803564380 'stolen'")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"01234567890123","deviceId":7,"extra":{"a":[1]},"imsi":null}""", "Black 01234567890123")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"a0123456789abc"}""", "Black A0123456789ABC")]
    public void A_record_means(string body, string expected)
    {
        Assert.True(Read(body, out PushRecord? record, out string? error), error);
        ListingChange change = record!.Change;
        string actual = (record.IsRemoval ? "remove " : "") + $"{change.Lists} {change.From}"
            + (change.To is { } to ? $"-{to}" : "") + (change.Imsi.IsNone ? "" : $" {change.Imsi}") + (change.Reason is null ? "" : $" '{change.Reason}'");
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("""{}""", "operation: expected ADD, DELETE, not ''")]
    [InlineData("""{"operation":"UPDATE","listType":"BLOCKED_LIST","imei":"35693803564380"}""", "operation: expected ADD, DELETE, not 'UPDATE'")]
    [InlineData("""{"operation":"ADD","listType":"BLACK","imei":"35693803564380"}""", "listType: expected BLOCKED_LIST, TRACKED_LIST, EXCEPTION_LIST, BLOCKED_TAC, ALLOWED_TAC, not 'BLACK'")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST"}""", "imei: expected 14 to 16 digits of an IMEI")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":35693803564380}""", "imei: expected text in quotes")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35209900"}""", "imei: expected 14 to 16 digits, not '35209900'")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35209900000000-35209900999999"}""", "imei: expected 14 to 16 digits")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"356938035643801"}""", "BLOCKED_LIST: ")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"3569380356438X"}""", "BLOCKED_LIST: ")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380","actualImei":"35693803564381"}""", "imei and actualImei: expected the same equipment")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380","IMEI":"35693803564381"}""", "imei: given twice")]
    [InlineData("""{"operation":"ADD","listType":"EXCEPTION_LIST","imei":"35693803564380","imsi":"12"}""", "EXCEPTION_LIST: an IMSI is 6 to 15 digits")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_TAC","imei":"35693803564380"}""", "tac: expected 8 digits, not ''")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_TAC","tac":"3520990"}""", "tac: expected 8 digits, not '3520990'")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_TAC","tac":"3520990X"}""", "BLOCKED_TAC: a TAC is 8 digits")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380","requestId":"a\nb"}""", "requestId: expected at most 128 characters")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380","reason":"a\u0000b"}""", "BLOCKED_LIST: the reason")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"\ud800"}""", "expected text of whole Unicode characters")]
    public void A_bad_record_is_refused_with_what_is_wrong(string body, string expected)
    {
        Assert.False(Read(body, out _, out string? error));
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380"}""", "35693803******")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"A0123456789ABC"}""", "A0123456******")]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_TAC","tac":"35209900"}""", "35209900")]
    public void Logs_name_the_model_and_not_the_phone(string body, string expected)
    {
        Assert.True(Read(body, out PushRecord? record, out _));
        Assert.Equal(expected, record!.Masked);
    }

    [Fact]
    public void Texts_for_logs_have_no_phone_no_subscriber_and_one_line()
    {
        Assert.Equal("imei: not '35693803******' forged line 00101012****** x", PushRecord.Mask("imei: not '356938035643809'\nforged line 001010123456789\u001bx"));
    }

    private static bool Read(string body, out PushRecord? record, out string? error) =>
        PushRecord.TryRead(JsonSerializer.Deserialize<JsonElement>(body), out record, out error);
}
