namespace EirDiameter.Peers.Connections;

/// <summary>What stands behind the answers to the requests of applications: overload and load, where the peer gets them.</summary>
internal sealed partial class PeerConnection
{
    private AnswerReports? _reports;
    private int _offered;

    /// <summary>Before the requests of one read: counts those of the read before, and brings the reports up to date.</summary>
    private void RefreshReports()
    {
        _context.NodeMeter?.Count(_offered);
        _reports?.Refresh(_offered, _now);
        _offered = 0;
    }

    /// <summary>Lengthens the answer that was written last.</summary>
    private void AddReports(ReadOnlySpan<byte> request)
    {
        if (_reports is { } reports)
            _answers.Lengthen(reports.For(request));
    }
}
