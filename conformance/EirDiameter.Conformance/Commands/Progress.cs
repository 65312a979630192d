using EirDiameter.Conformance.Running;

namespace EirDiameter.Conformance.Commands;

/// <summary>How far a run is: on a terminal one line that is written over, elsewhere only what failed.</summary>
internal sealed class Progress(TextWriter output, int count)
{
    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private int _ended;
    private int _failed;

    /// <summary>A case has ended.</summary>
    public void Ended(CaseResult result)
    {
        lock (_lock)
        {
            _ended++;
            if (result.Outcome == Outcome.Failed)
            {
                _failed++;
                output.WriteLine($"{(_isTerminal ? "\r" : "")}failed: {result.Case.Suite}/{result.Case.Id}: {result.Reason.Split('\n')[0]}");
            }

            if (_isTerminal)
                output.Write($"\r{_ended} of {count} cases, {_failed} failed{(_ended == count ? "\n" : "")}");
        }
    }
}
