namespace EirDiameter.Conformance.Reports;

/// <summary>A form in which a run is reported.</summary>
internal interface IReport
{
    /// <summary>Writes it.</summary>
    void Write(Summary summary, TextWriter output);
}
