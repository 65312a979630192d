using System.Net.Sockets;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Replaying;

/// <summary>
/// Says to the target what one client of a capture said, request by request: each is sent when the one before is answered. Where the
/// target ended the connection, or the capture does not have its beginning, capabilities are exchanged before the next request.
/// </summary>
internal sealed class ReplayedConversation(IReadOnlyList<CapturedExchange> exchanges, ReplaySettings settings, Identifiers ids, TimeProvider time) : IAsyncDisposable
{
    private const uint CapabilitiesExchange = 257;

    // Nobody may ever answer what was not answered in the capture.
    private static readonly TimeSpan WaitForUncaptured = TimeSpan.FromMilliseconds(500);

    private readonly Identity? _captured = exchanges.Select(one => one.Answer is null ? null : Identity.Of(one.Answer.Octets)).FirstOrDefault(one => one is not null);
    private readonly Identity _client = exchanges.Select(one => Identity.Of(one.Request.Octets)).FirstOrDefault(one => one is not null)
        ?? new Identity("replay.invalid", "invalid");

    private Identity? _target = settings.Known;
    private TargetConnection? _connection;

    /// <summary>Replays it.</summary>
    /// <exception cref="SocketException">Nobody listens at the target.</exception>
    /// <exception cref="OperationCanceledException">The user has enough, or the target does not accept the connection in time.</exception>
    public async IAsyncEnumerable<ExchangeResult> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (CapturedExchange exchange in exchanges)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_connection is null && await OpenAsync(exchange.Command == CapabilitiesExchange, cancellation) is { Length: > 0 } problem)
            {
                yield return new ExchangeResult(exchange, Outcome.Different, [], null, problem);
                continue;
            }

            yield return await ReplayAsync(exchange);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async Task<ExchangeResult> ReplayAsync(CapturedExchange exchange)
    {
        byte[] sent = Rewritten(exchange.Request.Octets);
        CapturedMessage? expected = exchange.Answer;
        (byte[]? received, string problem) = await AskAsync(sent, expected is null ? WaitForUncaptured : settings.Answer);
        if (received is not null && exchange.Command == CapabilitiesExchange && BaseMessages.IsSuccess(received))
            _target = Identity.Of(received) ?? _target;
        if (expected is null)
            return new ExchangeResult(exchange, Outcome.NotCompared, sent, received, "the capture has no answer");
        if (received is null)
            return new ExchangeResult(exchange, Outcome.Different, sent, null, problem);
        if (NaiveMessage.Number(received, 16, 4) != NaiveMessage.Number(sent, 16, 4))
            return new ExchangeResult(exchange, Outcome.Different, sent, received, "the answer's End-to-End Identifier is not the request's (RFC 6733 3)");
        return AnswerComparison.AreSame(expected.Octets, exchange.Request.Octets, received, sent)
            ? new ExchangeResult(exchange, Outcome.Same, sent, received, "")
            : new ExchangeResult(exchange, Outcome.Different, sent, received, "the answers differ");
    }

    // Empty if the connection is open; else why it is not.
    private async Task<string> OpenAsync(bool capabilitiesFollow, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Answer);
        _connection = await TargetConnection.ConnectAsync(settings.Target, settings.Log, time, octets => BaseMessages.WatchdogAnswer(octets, _client), limit.Token);
        if (capabilitiesFollow)
            return "";
        byte[] request = exchanges.FirstOrDefault(one => one.Command == CapabilitiesExchange && one.Answer is { } answer && BaseMessages.IsSuccess(answer.Octets))?.Request.Octets
            ?? BaseMessages.CapabilitiesRequest(_client, _connection.Local.Address);
        (byte[]? answer, string problem) = await AskAsync(Rewritten(request), settings.Answer);
        if (answer is not null && BaseMessages.IsSuccess(answer))
        {
            _target = Identity.Of(answer) ?? _target;
            return "";
        }

        await CloseAsync();
        return $"the exchange of capabilities before it failed: {(answer is null ? problem : ExchangeText.OfAnswer(answer))}";
    }

    private byte[] Rewritten(byte[] request) => RequestRewriter.Rewrite(request, ids.Next(), ids.Next(), _captured, _target);

    private async Task<(byte[]? Answer, string Problem)> AskAsync(byte[] request, TimeSpan limit)
    {
        long start = time.GetTimestamp();
        uint hopByHop = NaiveMessage.Number(request, 12, 4);
        await _connection!.SendAsync(request);
        while (true)
        {
            switch (await _connection.ReceiveAsync(limit - time.GetElapsedTime(start)))
            {
                case null:
                    return (null, $"no answer came within {limit.TotalSeconds:0.###} s");
                case { IsEnd: true } end:
                    await CloseAsync();
                    return (null, end.Kind == ArrivalKind.Reset ? "the target reset the connection" : "the target closed the connection");
                case { Kind: ArrivalKind.Garbage }:
                    await CloseAsync();
                    return (null, "the target sent what is no message");
                case { } arrival when (arrival.Octets[4] & 0x80) == 0 && NaiveMessage.Number(arrival.Octets, 12, 4) == hopByHop:
                    return (arrival.Octets, "");

                // A request of the target's own, or a late answer to what nobody waits for any more.
                default:
                    break;
            }
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }
}
