namespace EirDiameter.Equipment;

/// <summary>What became of reading the equipment's identity.</summary>
public enum EquipmentForm : byte
{
    /// <summary>It was read: <see cref="Question.Key"/> holds it.</summary>
    Valid,

    /// <summary>Something was given that is no equipment identity.</summary>
    Malformed,

    /// <summary>None was given.</summary>
    Absent,
}

/// <summary>What is asked: may this equipment be used, with this subscriber in it?</summary>
/// <param name="Key">The equipment; means nothing unless <paramref name="Form"/> is <see cref="EquipmentForm.Valid"/>.</param>
/// <param name="Form">Whether the equipment's identity could be read.</param>
/// <param name="Imsi">The subscriber, or <see cref="Imsi.None"/>.</param>
/// <param name="SoftwareVersion">0 to 99, or <see cref="Imei.NoSoftwareVersion"/>. It never changes a decision; it is carried for records.</param>
public readonly record struct Question(EquipmentKey Key, EquipmentForm Form, Imsi Imsi, byte SoftwareVersion)
{
    /// <summary>A question about equipment that was read.</summary>
    public static Question About(EquipmentKey key, Imsi imsi = default, byte softwareVersion = Imei.NoSoftwareVersion) =>
        new(key, EquipmentForm.Valid, imsi, softwareVersion);
}
