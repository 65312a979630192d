namespace EirDiameter.S13Load.Questions;

/// <summary>Reads a file of IMSIs, one per line.</summary>
internal static class ImsiFile
{
    /// <summary>The IMSIs, packed as in <see cref="EquipmentSet.Pack"/>.</summary>
    /// <exception cref="EquipmentFileException">The file cannot be read, or a line is no IMSI.</exception>
    public static ulong[] Read(string path)
    {
        try
        {
            List<ulong> imsis = [];
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                byte[] text = System.Text.Encoding.UTF8.GetBytes(line.Trim());
                if (text.Length == 0 || text[0] == '#')
                    continue;
                if (text.Length is < 6 or > 15 || !Digits.TryRead(text, out ulong digits))
                    throw new EquipmentFileException($"{path}, line {number}: '{line.Trim()}' is not an IMSI of 6 to 15 digits");
                imsis.Add(EquipmentSet.Pack(digits, text.Length));
            }
            return imsis.Count > 0 ? [.. imsis] : throw new EquipmentFileException($"{path}: no IMSI in it");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new EquipmentFileException($"{path}: {problem.Message}");
        }
    }
}
