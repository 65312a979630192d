using System.Collections.Concurrent;
using System.Net.Sockets;
using EirDiameter.Equipment;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace EirDiameter.Registry;

/// <summary>
/// Asks manufacturers, and never holds anybody up by it for long: answers are kept for a while, a question has a time limit, and a manufacturer who fails again and again is
/// left alone for a while. Never on the way of an answer to a network: nodes know only what feeds bring them.
/// </summary>
internal sealed class MakerQueries : IDisposable
{
    private const int AtOnce = 4;

    private readonly MakerQueryOptions _options;
    private readonly MakerClient _client;
    private readonly TimeProvider _time;
    private readonly MemoryCache _cache;
    private readonly ConcurrentDictionary<MakerEndpoint, Circuit> _circuits = new();

    public MakerQueries(MakerQueryOptions options, AllowedAddresses allowed, Func<FeedKeys> keys, TimeProvider time)
    {
        _options = options;
        _client = new MakerClient(allowed, keys, time);
        _time = time;
        _cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.CacheEntries, Clock = new CacheClock(time) });
    }

    /// <summary>What a manufacturer says of each; all of them have an answer, if only why there is none.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async Task<Dictionary<EquipmentKey, MakerAnswer>> AskAsync(MakerEndpoint maker, IReadOnlyCollection<EquipmentKey> equipment, CancellationToken cancellation)
    {
        ConcurrentDictionary<EquipmentKey, MakerAnswer> answers = new();
        List<EquipmentKey> unknown = [];
        foreach (EquipmentKey key in equipment)
        {
            if (_cache.TryGetValue((maker, key), out MakerAnswer? kept))
                answers[key] = kept! with { Cached = true };
            else
                unknown.Add(key);
        }

        await Parallel.ForEachAsync(
            unknown.Chunk(_options.BatchSize),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (batch, stop) =>
            {
                foreach (MakerAnswer answer in await AskBatchAsync(maker, batch, answers, stop))
                    MakerMetrics.Asked(answer);
            });
        return answers.ToDictionary();
    }

    /// <summary>Whether a manufacturer is left alone just now.</summary>
    public bool IsBroken(MakerEndpoint maker) => _circuits.TryGetValue(maker, out Circuit? circuit) && circuit.State.CircuitState is CircuitState.Open or CircuitState.Isolated;

    public void Dispose()
    {
        _client.Dispose();
        _cache.Dispose();
    }

    private async Task<List<MakerAnswer>> AskBatchAsync(MakerEndpoint maker, EquipmentKey[] batch, ConcurrentDictionary<EquipmentKey, MakerAnswer> answers, CancellationToken cancellation)
    {
        Dictionary<EquipmentKey, bool> said = [];
        string? why = null;
        try
        {
            said = await CircuitOf(maker).Pipeline.ExecuteAsync(async stop => await _client.AskAsync(maker, batch, stop), cancellation);
        }
        catch (BrokenCircuitException)
        {
            why = $"{maker.Name} failed several times and is left alone for up to {_options.BreakSeconds} s";
        }
        catch (TimeoutRejectedException)
        {
            why = $"{maker.Name} did not answer within {_options.TimeoutSeconds} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            why = $"{maker.Name} could not be asked: {(e.InnerException is IOException or SocketException ? e.InnerException.Message : e.Message)}";
        }

        DateTimeOffset now = _time.GetUtcNow();
        List<MakerAnswer> told = [];
        foreach (EquipmentKey key in batch)
        {
            MakerAnswer answer = said.TryGetValue(key, out bool produced)
                ? new(maker.Participant, maker.Name, produced, now, Cached: false, null)
                : new(maker.Participant, maker.Name, null, now, Cached: false, why ?? $"{maker.Name} said nothing of it");
            answers[key] = answer;
            told.Add(answer);
            if (answer.Produced is not null && _options.CacheSeconds > 0)
                _cache.Set((maker, key), answer, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(_options.CacheSeconds) });
        }

        return told;
    }

    // A new address begins anew, so that one that was mended is asked at once.
    private Circuit CircuitOf(MakerEndpoint maker) => _circuits.GetOrAdd(maker, _ =>
    {
        CircuitBreakerStateProvider state = new();
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                MinimumThroughput = _options.FailuresToBreak,
                FailureRatio = 0.5,
                SamplingDuration = TimeSpan.FromSeconds(_options.BreakSeconds),
                BreakDuration = TimeSpan.FromSeconds(_options.BreakSeconds),
                StateProvider = state,
            })
            .AddTimeout(TimeSpan.FromSeconds(_options.TimeoutSeconds))
            .Build();
        return new Circuit(pipeline, state);
    });

    private sealed record Circuit(ResiliencePipeline Pipeline, CircuitBreakerStateProvider State);

    private sealed class CacheClock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
