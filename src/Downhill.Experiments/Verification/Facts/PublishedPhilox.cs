namespace Downhill.Experiments.Facts;

/// <summary>Philox4x32-10 written again from its paper, word by word, to compare the engine's with.</summary>
/// <remarks>Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11.</remarks>
internal static class PublishedPhilox
{
    /// <summary>The known-answer vectors of the authors' Random123 distribution (kat_vectors, philox4x32 10): counter, key, words.</summary>
    public static IReadOnlyList<(uint[] Counter, uint[] Key, uint[] Words)> Vectors { get; } =
    [
        ([0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([~0u, ~0u, ~0u, ~0u], [~0u, ~0u], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]),
    ];

    public static uint[] Words(uint[] counter, uint[] key, int rounds = 10)
    {
        uint[] c = counter;
        for (uint round = 0; round < rounds; round++)
        {
            ulong a = 0xD2511F53UL * c[0], b = 0xCD9E8D57UL * c[2];
            c = [(uint)(b >> 32) ^ c[1] ^ (key[0] + round * 0x9E3779B9), (uint)b, (uint)(a >> 32) ^ c[3] ^ (key[1] + round * 0xBB67AE85), (uint)a];
        }

        return c;
    }
}
