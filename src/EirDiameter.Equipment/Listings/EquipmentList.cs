namespace EirDiameter.Equipment;

/// <summary>A list of equipment. The values are those of Equipment-Status (TS 29.272 7.3.51); the ITU's words are in brackets.</summary>
public enum EquipmentList : byte
{
    /// <summary>May be used (permitted).</summary>
    White = 0,

    /// <summary>May not be used (blocked).</summary>
    Black = 1,

    /// <summary>May be used and is watched (tracked).</summary>
    Grey = 2,
}

/// <summary>A set of lists: the bit of a list is 1 shifted left by its value.</summary>
[Flags]
public enum EquipmentLists : byte
{
    /// <summary>On no list.</summary>
    None = 0,

    /// <summary>On the white list.</summary>
    White = 1 << EquipmentList.White,

    /// <summary>On the black list.</summary>
    Black = 1 << EquipmentList.Black,

    /// <summary>On the grey list.</summary>
    Grey = 1 << EquipmentList.Grey,
}
