using Xunit;

// Meters are found by their name: two nodes in one process would count for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
