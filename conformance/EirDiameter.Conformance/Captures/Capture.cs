namespace EirDiameter.Conformance.Captures;

/// <summary>The Diameter that a capture file holds.</summary>
/// <param name="Name">The file.</param>
/// <param name="Conversations">The connections on which Diameter was spoken, in the order of their beginning.</param>
/// <param name="Notes">What was left out, and why.</param>
internal sealed record Capture(string Name, IReadOnlyList<Conversation> Conversations, IReadOnlyList<string> Notes)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="CaptureProblemException">It cannot be opened, or is no capture.</exception>
    public static Capture Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            return Read(file, Path.GetFileName(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureProblemException($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads from a stream.</summary>
    /// <exception cref="CaptureProblemException">It is no capture.</exception>
    public static Capture Read(Stream stream, string name)
    {
        CaptureNotes notes = new();
        IpLayer ip = new(notes);
        TcpLayer tcp = new();
        SctpLayer sctp = new(notes);
        foreach (Frame frame in CaptureFile.Read(stream, name, notes))
        {
            Datagram? datagram = ip.Read(frame);
            if (datagram?.Protocol == TcpLayer.Protocol)
                tcp.Read(datagram);
            else if (datagram?.Protocol == SctpLayer.Protocol)
                sctp.Read(datagram);
        }

        ip.End();
        tcp.End();
        sctp.End();
        ConversationBuilder[] builders = [.. tcp.Conversations, .. sctp.Conversations];
        List<Conversation> conversations =
            [.. builders.Select(builder => builder.Build()).OfType<Conversation>().OrderBy(one => one.Messages[0].Frame)];
        IEnumerable<string> unreadable = builders.Select(builder => builder.Unreadable).OfType<string>();
        return new Capture(name, conversations, [.. notes.Lines, .. unreadable, .. conversations.SelectMany(one => one.Notes.Select(note => $"{one}: {note}"))]);
    }
}
