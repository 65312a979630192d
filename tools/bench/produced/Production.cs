using EirDiameter.Equipment;
using EirDiameter.Feed;

namespace EirDiameter.Bench;

/// <summary>
/// What makers might declare: so many complete TACs, spread evenly over the numbers of the four bodies that allocated most of those there are
/// (01, 35, 86 and 99), each with as many ranges of different lengths and gaps. It follows from the numbers alone,
/// so that the verdict of any key is known without a table.
/// </summary>
internal sealed class Production(uint tacs, uint ranges)
{
    private const uint TacsOfBody = 1_000_000;
    private static readonly uint[] Bodies = [1, 35, 86, 99];

    private readonly uint _perTac = ranges / tacs;
    private readonly uint _width = (uint)(Tac.SerialNumbers / (ranges / tacs));
    private readonly uint _perBody = (tacs + 3) / 4;
    private readonly uint _step = TacsOfBody / ((tacs + 3) / 4);

    public async IAsyncEnumerable<ProducedRow> Rows()
    {
        await Task.CompletedTask;
        for (uint tac = 0; tac < tacs; tac++)
        {
            for (uint range = 0; range < _perTac; range++)
            {
                (uint from, uint to) = Range(tac, range);
                yield return new ProducedRow(TacOf(tac), Complete: true, from, to);
            }
        }
    }

    /// <summary>A key of a declared TAC.</summary>
    public EquipmentKey KeyOf(ulong random) => new(TacOf((uint)(random % tacs)).First.Value + ((random >> 32) % Tac.SerialNumbers));

    public ProducedVerdict VerdictOf(EquipmentKey key)
    {
        (uint from, uint to) = Range(NumberOf(key.Tac), key.SerialNumber / _width);
        return key.SerialNumber >= from && key.SerialNumber <= to ? ProducedVerdict.Produced : ProducedVerdict.NotProduced;
    }

    // Of each part of the serial numbers about a half, somewhere in its middle.
    private (uint From, uint To) Range(uint tac, uint range)
    {
        uint quarter = _width / 4;
        uint shift = (uint)(((tac * 2654435761UL) + (range * 40503UL)) % quarter);
        return ((range * _width) + shift, (range * _width) + (2 * quarter) + shift);
    }

    private Tac TacOf(uint number) => new((Bodies[number / _perBody] * TacsOfBody) + (number % _perBody * _step));

    private uint NumberOf(Tac tac) => ((uint)Array.IndexOf(Bodies, tac.Value / TacsOfBody) * _perBody) + (tac.Value % TacsOfBody / _step);
}
