namespace Downhill.Compute.Kernels;

/// <summary>What a random generator does with a handful of 32-bit words at once; all arithmetic is modulo 2³².</summary>
internal interface IWords<W>
    where W : unmanaged
{
    /// <summary>How many words a W holds.</summary>
    static abstract int Count { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract W Broadcast(uint value);

    /// <summary>first, first + 1, first + 2, …</summary>
    static abstract W Ramp(uint first);

    /// <summary>a + b.</summary>
    static abstract W Add(W a, W b);

    /// <summary>a − b.</summary>
    static abstract W Subtract(W a, W b);

    /// <summary>a AND b.</summary>
    static abstract W And(W a, W b);

    /// <summary>a XOR b.</summary>
    static abstract W Xor(W a, W b);

    /// <summary>a · 2ᵇⁱᵗˢ.</summary>
    static abstract W ShiftLeft(W a, byte bits);

    /// <summary>⌊a / 2ᵇⁱᵗˢ⌋.</summary>
    static abstract W ShiftRight(W a, byte bits);

    /// <summary>All ones where the top bit of a is set, otherwise 0.</summary>
    static abstract W TopBit(W a);

    /// <summary>The low word of a · factor, and its high word.</summary>
    static abstract W Multiply(W a, uint factor, out W high);
}

/// <summary>How words of type W become numbers: float lanes take all of them, double lanes half of them at a time.</summary>
internal interface INumbersOf<W, V>
    where W : unmanaged
    where V : unmanaged
{
    /// <summary>How many V the words of one W fill.</summary>
    static abstract int Parts { get; }

    /// <summary>Part number part of the words, read as signed integers.</summary>
    static abstract V FromSigned(W words, int part);
}
