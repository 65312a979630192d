using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace EirDiameter.Protocol;

/// <summary>
/// Finds the one fault to report in a request whose header is sound: rows 7 to 12, 14 to 19 and 23 of the order of checks. One walk over the
/// AVPs keeps the fault of the lowest row; within a row, the first one in the message. Nothing nests deeper than one group, so
/// nothing recurses.
/// </summary>
/// <remarks>
/// Runs only when something is wrong or unusual (the good path of an ECR does without it), and for the rare base messages.
/// </remarks>
internal ref struct RequestInspection
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly EncodedIdentity _local;
    private readonly CommandGrammar _grammar;
    private readonly uint _applicationId;
    private Fault _first;
    private Range _destinationHost;
    private Range _destinationRealm;
    private bool _hasDestinationHost;
    private bool _hasDestinationRealm;
    private Counts _counts;

    public RequestInspection(ReadOnlySpan<byte> message, EncodedIdentity local, CommandGrammar grammar, uint applicationId)
    {
        _message = message;
        _local = local;
        _grammar = grammar;
        _applicationId = applicationId;
    }

    public Fault Run()
    {
        AvpReader reader = AvpReader.OfMessage(_message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            int offset = DiameterHeader.Size + avp.Offset;
            InspectTop(in avp, offset);

            // Row 7 is the lowest there is after the header: nothing further on can take its place.
            if (_first.Row == 7)
                return _first;
        }

        if (reader.Malformed)
            return Unreadable(_message[(DiameterHeader.Size + reader.Position)..], 0, 0);

        if (_grammar.IsProxiable)
            InspectDestination();
        InspectMissing(_grammar.Rules, in _counts, 0, 0);
        return _first;
    }

    private void InspectTop(in Avp avp, int offset)
    {
        AvpDefinition? definition = InspectAny(in avp, offset, null);
        if (definition is null)
            return;

        int rule = CommandGrammar.IndexOf(_grammar.Rules, avp.Code, avp.VendorId);
        if (rule >= 0)
            Count(_grammar.Rules[rule], ++_counts[rule], in avp, offset, null);

        if (definition.VendorId == Vendors.None)
            InspectBase(in avp, offset);
        if (definition.IsOpenGroup)
            InspectGroup(definition, in avp, offset);
    }

    /// <summary>Rows 7, 8, 14 and 18: what can be said of any AVP. Null when it is not known, and so is not looked at further.</summary>
    private AvpDefinition? InspectAny(in Avp avp, int offset, AvpDefinition? group)
    {
        // RFC 6733 4.1: vendor 0 is no vendor, so V and 0 together name nothing.
        if ((avp.Flags & AvpFlags.Vendor) != 0 && avp.VendorId == 0)
        {
            Propose(Copy(ResultCodes.InvalidAvpBits, 8, in avp, offset, group));
            return null;
        }

        AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.VendorId);
        if (definition is null)
        {
            if (avp.IsMandatory)
                Propose(Copy(ResultCodes.AvpUnsupported, 14, in avp, offset, group));
            return null;
        }

        if (!definition.AllowsSize(avp.Data.Length))
            Propose(Copy(ResultCodes.InvalidAvpLength, 7, in avp, offset, group));
        else if (!AvpValues.IsValid(definition, avp.Data))
            Propose(Copy(ResultCodes.InvalidAvpValue, 18, in avp, offset, group));
        if (!definition.AllowsFlags(avp.Flags))
            Propose(Copy(ResultCodes.InvalidAvpBits, 8, in avp, offset, group));
        return definition;
    }

    /// <summary>Rows 15 and 16.</summary>
    private void Count(in GrammarRule rule, int count, in Avp avp, int offset, AvpDefinition? group)
    {
        if (rule.Maximum == 0)
            Propose(Copy(ResultCodes.AvpNotAllowed, 15, in avp, offset, group));
        else if (count > rule.Maximum)
            Propose(Copy(ResultCodes.AvpOccursTooManyTimes, 16, in avp, offset, group));
    }

    private void InspectBase(in Avp avp, int offset)
    {
        if (!_grammar.IsProxiable)
            return;
        switch (avp.Code)
        {
            case AvpCodes.RouteRecord when _local.IsHost(avp.Data):
                Propose(Fault.LoopDetected);
                break;
            case AvpCodes.DestinationHost when !_hasDestinationHost:
                _hasDestinationHost = true;
                _destinationHost = (offset + avp.Length - avp.Data.Length)..(offset + avp.Length);
                break;
            case AvpCodes.DestinationRealm when !_hasDestinationRealm:
                _hasDestinationRealm = true;
                _destinationRealm = (offset + avp.Length - avp.Data.Length)..(offset + avp.Length);
                break;
            case AvpCodes.AuthApplicationId when avp.TryReadUnsigned32(out uint id) && id != _applicationId:
                // RFC 6733 6.8: outside CER and CEA it says the same as the header.
                Propose(Fault.Contradicting(FailedAvp.Copy(avp.Code, 0, offset, avp.Length), _applicationId, 0));
                break;
        }
    }

    private void InspectGroup(AvpDefinition definition, in Avp avp, int offset)
    {
        GrammarRule[] rules = (definition.Code, definition.VendorId) switch
        {
            (AvpCodes.TerminalInformation, Vendors.ThreeGpp) => CommandGrammar.TerminalInformation,
            (AvpCodes.VendorSpecificApplicationId, Vendors.None) => CommandGrammar.VendorSpecificApplicationId,
            _ => [],
        };
        Counts counts = default;
        FailedAvp auth = default;
        FailedAvp acct = default;
        int dataOffset = offset + avp.Length - avp.Data.Length;
        AvpReader reader = avp.Group();
        while (reader.MoveNext())
        {
            Avp child = reader.Current;
            int childOffset = dataOffset + child.Offset;
            if (InspectAny(in child, childOffset, definition) is null)
                continue;

            int rule = CommandGrammar.IndexOf(rules, child.Code, child.VendorId);
            if (rule >= 0)
                Count(rules[rule], ++counts[rule], in child, childOffset, definition);
            if (child.Is(AvpCodes.AuthApplicationId) && auth.Kind == FailedAvpKind.None)
                auth = FailedAvp.Copy(child.Code, 0, childOffset, child.Length);
            else if (child.Is(AvpCodes.AcctApplicationId) && acct.Kind == FailedAvpKind.None)
                acct = FailedAvp.Copy(child.Code, 0, childOffset, child.Length);
        }

        if (reader.Malformed)
        {
            Propose(Unreadable(avp.Data[reader.Position..], definition.Code, definition.VendorId));
            return;
        }

        InspectMissing(rules, in counts, definition.Code, definition.VendorId);
        if (definition.Code == AvpCodes.VendorSpecificApplicationId && definition.VendorId == Vendors.None)
            InspectApplication(auth, acct);
    }

    /// <summary>Rows 19 and 23, RFC 6733 6.11. The Vendor-Id beside it is not compared with anything (5.3).</summary>
    private void InspectApplication(in FailedAvp auth, in FailedAvp acct)
    {
        bool hasAuth = auth.Kind != FailedAvpKind.None;
        bool hasAcct = acct.Kind != FailedAvpKind.None;
        if (_grammar.ApplicationId != Applications.Common)
        {
            if (hasAuth && Contradicts(auth))
                Propose(Fault.Contradicting(auth, _applicationId, AvpCodes.VendorSpecificApplicationId));
            else if (hasAcct && Contradicts(acct))
                Propose(Fault.Contradicting(acct, _applicationId, AvpCodes.VendorSpecificApplicationId));
        }

        if (!hasAuth && !hasAcct)
            Propose(Fault.MissingApplicationIds(AvpCodes.VendorSpecificApplicationId));
        else if (hasAuth && hasAcct)
            Propose(Fault.BothApplicationIds(auth, acct, AvpCodes.VendorSpecificApplicationId));
    }

    private readonly bool Contradicts(in FailedAvp avp)
    {
        ReadOnlySpan<byte> data = _message.Slice(avp.Offset, avp.Length);
        return data.Length >= AvpHeader.Size + 4 && BinaryPrimitives.ReadUInt32BigEndian(data[^4..]) != _applicationId;
    }

    /// <summary>Rows 10 to 12: RFC 6733 6.1.4 says what is consumed here. We route nothing, so no other host can be reached.</summary>
    private void InspectDestination()
    {
        if (_hasDestinationHost)
        {
            if (!_local.IsHost(_message[_destinationHost]))
                Propose(_hasDestinationRealm ? Fault.UnableToDeliver : Fault.UnableToDeliverWithoutRealm);
        }
        else if (_hasDestinationRealm && !_local.Serves(_message[_destinationRealm]))
        {
            Propose(Fault.RealmNotServed);
        }
    }

    /// <summary>Row 17.</summary>
    private void InspectMissing(GrammarRule[] rules, in Counts counts, uint groupCode, uint groupVendorId)
    {
        for (int i = 0; i < rules.Length; i++)
        {
            if (counts[i] < rules[i].Minimum)
                Propose(Fault.Missing(rules[i].Code, rules[i].VendorId, groupCode, groupVendorId));
        }
    }

    /// <summary>Row 7 for what cannot be read: as much of the header as there is, filled up with zeros.</summary>
    private static Fault Unreadable(ReadOnlySpan<byte> rest, uint groupCode, uint groupVendorId)
    {
        Span<byte> header = stackalloc byte[AvpHeader.VendorSize];
        header.Clear();
        rest[..Math.Min(rest.Length, header.Length)].CopyTo(header);
        var flags = (AvpFlags)header[4];
        uint vendorId = (flags & AvpFlags.Vendor) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(header[8..]) : 0;
        return Fault.Unreadable(BinaryPrimitives.ReadUInt32BigEndian(header), vendorId, flags, groupCode, groupVendorId);
    }

    private static Fault Copy(uint resultCode, byte row, in Avp avp, int offset, AvpDefinition? group) =>
        Fault.Copy(resultCode, row, avp.Code, avp.VendorId, offset, avp.Length, group?.Code ?? 0, group?.VendorId ?? 0);

    private void Propose(in Fault fault)
    {
        if (_first.IsNone || fault.Row < _first.Row)
            _first = fault;
    }

    /// <summary>How often each rule of a grammar was met; no grammar has more rules than this holds.</summary>
    [InlineArray(16)]
    private struct Counts
    {
        private int _first;
    }
}
