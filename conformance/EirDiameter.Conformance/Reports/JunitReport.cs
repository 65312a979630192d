using System.Globalization;
using System.Xml;
using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Running;

namespace EirDiameter.Conformance.Reports;

/// <summary>
/// For continuous integration: JUnit XML. A case that fails without being mandatory is not a failure there: it is skipped, with its failure as the message.
/// </summary>
internal sealed class JunitReport : IReport
{
    /// <inheritdoc/>
    public void Write(Summary summary, TextWriter output)
    {
        using XmlWriter xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CheckCharacters = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", summary.Target);
        foreach (IGrouping<string, CaseResult> suite in summary.Results.GroupBy(result => result.Case.Suite))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", suite.Key);
            xml.WriteAttributeString("tests", Text(suite.Count()));
            xml.WriteAttributeString("failures", Text(suite.Count(result => result.FailsRun)));
            xml.WriteAttributeString("skipped", Text(suite.Count(result => result.Outcome == Outcome.Skipped || (result.Outcome == Outcome.Failed && !result.FailsRun))));
            xml.WriteAttributeString("time", Seconds(suite.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Elapsed)));
            foreach (CaseResult result in suite)
                Write(xml, result);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{result.Case.Suite} ({string.Join(", ", result.Case.Clauses)})");
        xml.WriteAttributeString("name", $"{result.Case.Id}: {result.Case.Title}");
        xml.WriteAttributeString("time", Seconds(result.Elapsed));
        if (result.FailsRun)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(result.Reason));
            xml.WriteString(Clean(FailureText.Of(result)));
            xml.WriteEndElement();
        }
        else if (result.Outcome != Outcome.Passed)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Clean(result.Case.Level == Level.Must || result.Outcome == Outcome.Skipped ? result.Reason : $"failed, though not mandatory: {result.Reason}"));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?'));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
