using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Messages;

/// <summary>A message as a case has it: a right one, and what to change.</summary>
internal sealed class MessageSpec
{
    private const string UsualImei = "${white}";

    private readonly Asked? _asked;
    private readonly List<(AvpPath Path, AvpValue Value)> _set = [];
    private readonly List<AvpPath> _without = [];
    private readonly IReadOnlyList<AvpSpec> _add;
    private readonly IReadOnlyList<AvpSpec> _first;
    private readonly IReadOnlyList<AvpSpec>? _instead;
    private readonly List<(AvpPath Path, AvpChange Change)> _change = [];
    private readonly HeaderSpec _header;
    private readonly string _tail;

    /// <summary>Takes the keys out of a step.</summary>
    /// <exception cref="YamlProblemException">A key or value cannot be understood.</exception>
    public MessageSpec(MessageKind kind, YamlMap map)
    {
        Kind = kind;
        _instead = map.Has("avps") ? AvpSpecReader.List(map, "avps") : null;
        UsesUsualImei = kind is { Command: MessageKind.MeIdentityCheck, IsRequest: true } && _instead is null && !map.Has("imei");
        if (kind is { Command: MessageKind.MeIdentityCheck, IsRequest: true })
            _asked = new Asked(map.Text("imei") ?? UsualImei, map.Text("imsi"), map.Text("software-version"));
        if (map.Map("set") is { } set)
            _set.AddRange(set.Keys.Select(key => (AvpSpecReader.Path(set, key), AvpSpecReader.Value(set, set.Node(key)!, key))));
        _without.AddRange(map.Texts("without").Select(path => AvpSpecReader.Path(map, path)));
        _add = AvpSpecReader.List(map, "add");
        _first = AvpSpecReader.List(map, "first");
        if (map.Map("change") is { } change)
            _change.AddRange(change.Keys.Select(key => (AvpSpecReader.Path(change, key), ReadChange(change.Map(key)!))));
        _header = HeaderSpec.Read(map.Map("header"));
        _tail = map.Text("tail") ?? "hex:";
    }

    /// <summary>What it is.</summary>
    public MessageKind Kind { get; }

    /// <summary>True when it asks about the white equipment of the profile, because the case names none.</summary>
    public bool UsesUsualImei { get; }

    /// <summary>The message, with what the case changes.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="request">For an answer: what it answers; may be null.</param>
    /// <param name="ids">Identifiers of a request.</param>
    /// <param name="expand">Puts in variables.</param>
    /// <exception cref="FormatException">A value is none of its AVP's type, or there is no AVP to change.</exception>
    public DraftMessage Draft(Sender sender, NaiveMessage? request, (uint HopByHop, uint EndToEnd) ids, Func<string, string> expand)
    {
        DraftMessage message = Kind.IsRequest
            ? MessageTemplates.Request(Kind, sender, Expanded(expand), $"{sender.Host};{ids.EndToEnd >> 16};{ids.EndToEnd & 0xFFFF}")
            : MessageTemplates.Answer(Kind, sender, request);
        if (Kind.IsRequest || request is null)
            (message.HopByHop, message.EndToEnd) = ids;
        if (_instead is not null)
            message.Avps = [.. _instead.SelectMany(avp => avp.DraftAll(expand))];
        foreach ((AvpPath path, AvpValue value) in _set)
            MessageTemplates.Set(message, path, avp => value.ApplyTo(avp, expand));
        foreach ((List<DraftAvp> home, DraftAvp avp) in _without.SelectMany(path => Required(path, message)))
            home.Remove(avp);
        message.Avps.InsertRange(0, _first.SelectMany(avp => avp.DraftAll(expand)));
        message.Avps.AddRange(_add.SelectMany(avp => avp.DraftAll(expand)));
        foreach ((AvpPath path, AvpChange change) in _change)
            change.ApplyTo(Required(path, message)[0].Avp, expand);
        _header.ApplyTo(message);
        message.Tail = AvpValueEncoder.Encode(null, expand(_tail));
        return message;
    }

    private static AvpChange ReadChange(YamlMap map)
    {
        AvpChange change = AvpChange.Read(map, withVendor: true);
        map.End("a change");
        return change;
    }

    private static IReadOnlyList<(List<DraftAvp> Home, DraftAvp Avp)> Required(AvpPath path, DraftMessage message) =>
        path.Find(message.Avps) is { Count: > 0 } found ? found : throw new FormatException($"the message has no {path} to leave out or to change");

    private Asked? Expanded(Func<string, string> expand)
    {
        // With AVPs of its own the message has no use for the usual equipment, which the profile may lack.
        if (_asked is null)
            return null;
        return _instead is not null
            ? new Asked("0", null, null)
            : new Asked(expand(_asked.Imei), _asked.Imsi is { } imsi ? expand(imsi) : null, _asked.SoftwareVersion is { } version ? expand(version) : null);
    }
}
