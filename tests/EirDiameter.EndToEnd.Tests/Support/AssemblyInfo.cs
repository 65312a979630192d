using Xunit;

// Each of these tests is a server with its clients; side by side they would only take each other's processor.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
