namespace EirDiameter.S13Load.Questions;

/// <summary>In which of its written forms an equipment is asked about (TS 23.003 6.2, TS 29.272 7.3.4).</summary>
internal enum ImeiForm : byte
{
    /// <summary>As the equipment file has it; 14 digits for generated equipment.</summary>
    AsGiven,

    /// <summary>TAC and serial number: 14 digits.</summary>
    Plain,

    /// <summary>14 digits and the check digit.</summary>
    CheckDigit,

    /// <summary>14 digits and a spare digit 0, as it comes over the air.</summary>
    SpareDigit,

    /// <summary>14 digits and the two digits of the software version (IMEISV).</summary>
    SoftwareVersion,
}
