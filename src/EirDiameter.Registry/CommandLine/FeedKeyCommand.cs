using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Registry;

/// <summary><c>feed-key</c>.</summary>
internal static class FeedKeyCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("feed-key", "Print the public key that followers verify the feeds with; the pair is made if there is none.");
        command.SetAction(async (_, _) =>
        {
            using FeedKeys keys = FeedKeys.Open(context.Options().Publish, NullLogger.Instance);
            await context.Output.WriteAsync(keys.PublicPem);
            return RegistryCommands.Done;
        });
        return command;
    }
}
