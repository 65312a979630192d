using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Running;

/// <summary>Asks a target who it is, where the profile does not say.</summary>
internal static class Introduction
{
    private const string UsualRealm = "epc.mnc001.mcc001.3gppnetwork.org";

    /// <summary>The profile with the identity from the target's CEA, RFC 6733 5.3.2; as it was, if it has one.</summary>
    /// <exception cref="TargetProblemException">Nobody answers there, or not with a CEA.</exception>
    public static async Task<Profile> CompleteAsync(Profile profile, TargetLease target, TimeProvider time)
    {
        if (profile.OriginHost.Length > 0 && profile.OriginRealm.Length > 0)
            return profile;
        string realm = profile.ClientRealm.Length > 0 ? profile.ClientRealm : UsualRealm;
        Sender sender = new($"introduction.{realm}", realm, realm, "127.0.0.1");
        try
        {
            await using CaseConnection connection = await CaseConnection.OpenAsync("introduction", sender, target, WatchdogManner.Answer, stops: false, null, time);
            DraftMessage draft = MessageTemplates.Request(MessageKind.Find("CER")!, sender, null, "");
            draft.HopByHop = draft.EndToEnd = (uint)Random.Shared.Next();
            SentMessage request = SentMessage.Of(draft);
            await connection.SendAsync(SentBatch.Whole(null, request));
            NaiveMessage answer = await Answers.TakeAsync(connection, request, profile.Answer);
            return profile with { OriginHost = Of(answer, 264), OriginRealm = Of(answer, 296) };
        }
        catch (JudgementException e)
        {
            throw new TargetProblemException($"{target.Address} does not say who it is: {e.Message}; write origin-host and origin-realm into a profile to go on without");
        }
    }

    private static string Of(NaiveMessage answer, uint code) => answer.Avps.Find(avp => avp.Code == code && avp.Vendor == 0)?.Text ?? "";
}
