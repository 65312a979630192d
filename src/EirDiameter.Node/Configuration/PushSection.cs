namespace EirDiameter.Node.Configuration;

/// <summary>One entry of <c>Push</c>: a feed whose owner, a central register (CEIR), sends one record per call to <c>POST /v1/push/FEED</c>.</summary>
public sealed record PushSection
{
    /// <summary>The feed that the records speak for: 1 to 32 lower-case letters, digits or <c>-</c>; neither <c>local</c> nor one that is followed.</summary>
    public string Feed { get; init; } = "";

    /// <summary>
    /// What the caller must show, as <c>Authorization: Bearer KEY</c> or as the password of HTTP basic authentication (the user name is not looked
    /// at): 16 or more visible ASCII characters, different from all other keys of the node. It opens this feed's push and nothing else.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>Records a second that are taken, 0 to 1 000 000; as many may come at once. 0 = no limit.</summary>
    public int MaxRecordsPerSecond { get; init; } = 200;
}
