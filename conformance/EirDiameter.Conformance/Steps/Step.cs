using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Something that happens in a case.</summary>
internal abstract class Step
{
    /// <summary>The steps within it.</summary>
    public virtual IEnumerable<Step> Inner => [];

    /// <summary>True when it waits for a timer of the target.</summary>
    public virtual bool WaitsForTimer => false;

    /// <summary>The connections on which it expects a DWR; null stands for the first.</summary>
    public virtual IEnumerable<string?> Watches => [];

    /// <summary>True when it uses the white equipment of the profile without saying so.</summary>
    public virtual bool UsesUsualImei => false;

    /// <summary>The names that it gives to values.</summary>
    public virtual IEnumerable<string> Keeps => [];

    /// <summary>Does it.</summary>
    /// <exception cref="JudgementException">The target did not do what is expected.</exception>
    /// <exception cref="FormatException">The case says what cannot be done.</exception>
    public abstract Task RunAsync(CaseRun run);

    /// <summary>The step and all within it.</summary>
    public IEnumerable<Step> WithInner() => Inner.SelectMany(step => step.WithInner()).Prepend(this);

    /// <summary>Reads a duration; null when the key is not there.</summary>
    protected static Cases.Duration? Duration(YamlMap map, string key)
    {
        try
        {
            return map.Text(key) is { } text ? Cases.Duration.Parse(text) : null;
        }
        catch (FormatException e)
        {
            throw map.Problem(e.Message);
        }
    }
}
