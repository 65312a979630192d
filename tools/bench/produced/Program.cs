using System.Globalization;
using EirDiameter.Bench;
using EirDiameter.Feed;
using EirDiameter.Store;
using Microsoft.Extensions.Logging.Abstractions;

// produced publish TACS RANGES FOLDER FEED KEY.pem PUBLIC.pem     publishes a feed that lists nothing and has so many produced ranges
// produced lookups TACS RANGES STORE FEED                         measures lookups in a store that has applied it, and checks them
if (args.Length < 5)
{
    Console.Error.WriteLine("usage: produced publish TACS RANGES FOLDER FEED KEY PUBLIC-KEY | produced lookups TACS RANGES STORE FEED");
    return 2;
}

Production production = new(uint.Parse(args[1], CultureInfo.InvariantCulture), uint.Parse(args[2], CultureInfo.InvariantCulture));
if (args[0] == "publish")
{
    FeedSigner.CreateKeys(args[5], args[6]);
    using FeedSigner signer = FeedSigner.FromPem(args[5]);
    using FeedPublisher publisher = new(args[3], args[4], signer, new PublishOptions(), TimeProvider.System);
    FeedUpdate update = new()
    {
        Sequence = 1,
        Snapshot = _ => AsyncEnumerable.Empty<EirDiameter.Equipment.FeedListing>(),
        Produced = _ => production.Rows(),
        ProducedSequence = 1,
    };
    await publisher.PublishAsync(update);
    return 0;
}

StoreOptions options = new() { Path = args[3], Feeds = [args[4]] };
await using ListingStore store = await ListingStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System);
long bytes = store.Status.Feeds.First(feed => feed.Name == args[4]).Produced?.MemoryBytes ?? throw new InvalidOperationException("the store has no produced ranges");
using StoreReader reader = store.Rent();
return new Lookups(reader, production, bytes).Run(Console.Out);
