using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Yaml;

/// <summary>Reads a YAML file whose root is a mapping.</summary>
internal static class YamlFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="YamlProblemException">The file is missing, or no YAML mapping.</exception>
    public static YamlMap Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new YamlProblemException(path, 0, e.Message);
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="YamlProblemException">It is no YAML mapping.</exception>
    public static YamlMap Parse(string text, string name)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new YamlProblemException(name, e.Start.Line, e.Message);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new YamlProblemException(name, 1, "expected one document with keys and values");
        return new YamlMap(name, root);
    }
}
