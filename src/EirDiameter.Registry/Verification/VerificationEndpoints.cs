using System.Text.Json;

namespace EirDiameter.Registry;

/// <summary><c>/v1/verify</c>: what the registry says of equipment, one or many.</summary>
internal sealed class VerificationEndpoints(Verifier verifier)
{
    /// <summary>Lines of one bulk call.</summary>
    public const int MaxLines = 100_000;

    /// <summary>Lines of one bulk call that asks manufacturers.</summary>
    public const int MaxAskedLines = 10_000;

    // Longer than any identity with whatever stands between its digits.
    private const int MaxText = 65;
    private const int LinesToFlush = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder verify = routes.MapGroup("/v1/verify").WithTags("Verification").Need(Scopes.Verify);
        verify.MapGet("/{equipment}", VerifyAsync).WithSummary("Verify one equipment: format, TAC, production, lists, duplicates, approval").Produces<Verification>().Refuses(422)
            .WithDescription(
                "14, 15 or 16 digits, or a MEID; spaces and hyphens may stand between. country=xx says whose approval counts (the caller's own if not given); ask=true asks the manufacturer "
                + "where its declarations do not say.");
        verify.MapPost("", VerifyManyAsync).WithSummary("Verify up to 100,000 equipment")
            .WithDescription(
                "CSV with a column equipment, or lines of JSON with a field equipment, plain or gzip. The answer comes as lines of JSON in the same order, and at the end one with a "
                + "summary: without it the answer was cut. country and ask as for one; with ask=true up to 10,000.")
            .Accepts<string>("text/csv", "application/x-ndjson").Produces<Verification>(contentType: "application/x-ndjson").Refuses(415, 422, 503);
    }

    private async Task<Verification> VerifyAsync(string equipment, string? country, bool? ask, HttpContext context)
    {
        await foreach (Verification one in verifier.VerifyAsync([equipment], Terms(context, country, ask), context.RequestAborted))
            return one;
        throw new InvalidOperationException("a question without an answer");
    }

    private async Task<IResult> VerifyManyAsync(string? country, bool? ask, HttpContext context)
    {
        BulkFormat format = BulkRows.FormatOf(context.Request)
            ?? throw new BadHttpRequestException($"Content-Type '{context.Request.ContentType}' is not understood: text/csv or application/x-ndjson", StatusCodes.Status415UnsupportedMediaType);
        VerificationTerms terms = Terms(context, country, ask);
        await using BulkBody body = await BulkBody.ReceiveAsync(context.Request, context.RequestAborted);
        BulkReport report = new();
        List<string> asked = Read(body, format, report, terms.AskMakers ? MaxAskedLines : MaxLines);
        context.Response.ContentType = "application/x-ndjson";
        VerificationSummary summary = new() { Rejected = report.Rejected, Rejects = report.Rejects };
        try
        {
            await foreach (Verification one in verifier.VerifyAsync(asked, terms, context.RequestAborted))
            {
                summary.Add(one);
                Write(context, one);
                if (summary.Verified % LinesToFlush == 0)
                    await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }

            Write(context, new { summary });
        }
        catch (RegistryException e) when (context.Response.HasStarted)
        {
            Write(context, new { problem = Problem.Details(e) });
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }

    private static List<string> Read(BulkBody body, BulkFormat format, BulkReport report, int most)
    {
        List<string> asked = [];
        foreach (BulkRow row in new BulkRows(format, ["equipment"], []).Read(body.Open(), report))
        {
            if (asked.Count == most)
                throw new RegistryException(RegistryFault.Refused, $"the body has more than {most} lines: send the rest in another call");
            asked.Add(row[0].Length <= MaxText ? row[0] : row[0][..MaxText]);
        }

        return asked;
    }

    private static VerificationTerms Terms(HttpContext context, string? country, bool? ask)
    {
        Actor caller = context.Caller();
        string? code = caller.Country;
        if (!string.IsNullOrEmpty(country) && !Countries.TryParse(country, out code))
            throw new RegistryException(RegistryFault.Refused, $"country: '{country}' is not an ISO 3166 alpha-2 code, such as pk");
        return new(caller, code, ask ?? false);
    }

    private static void Write<T>(HttpContext context, T line)
    {
        using (Utf8JsonWriter writer = new(context.Response.BodyWriter))
            JsonSerializer.Serialize(writer, line, RegistryJson.Options);
        System.Buffers.BuffersExtensions.Write(context.Response.BodyWriter, "\n"u8);
    }
}

/// <summary>What a bulk verification came to.</summary>
internal sealed class VerificationSummary
{
    private readonly SortedDictionary<Concern, long> _concerns = [];

    /// <summary>Lines that were answered.</summary>
    public long Verified { get; private set; }

    /// <summary>Of these, how many nothing speaks against that is known here.</summary>
    public long WithoutConcern { get; private set; }

    /// <summary>How many each concern speaks against, the gravest first.</summary>
    public IReadOnlyDictionary<string, long> Concerns => _concerns.ToDictionary(c => RegistryWords.Of(c.Key), c => c.Value);

    /// <summary>Lines that could not be read, and have no answer.</summary>
    public required long Rejected { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<BulkReject> Rejects { get; init; }

    public void Add(Verification one)
    {
        Verified++;
        if (one.Concerns.Count == 0)
            WithoutConcern++;
        foreach (Concern concern in one.Concerns)
            _concerns[concern] = _concerns.GetValueOrDefault(concern) + 1;
    }
}
