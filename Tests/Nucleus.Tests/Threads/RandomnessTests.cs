using System;
using System.Globalization;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class RandomnessTests
{
    /// <summary>RFC 8439 §2.3.2.</summary>
    [Test]
    public void Transform_TestVectorOfTheRfc_GivesItsBlock()
    {
        uint[] input = Words(
            "61707865 3320646e 79622d32 6b206574 03020100 07060504 0b0a0908 0f0e0d0c "
            + "13121110 17161514 1b1a1918 1f1e1d1c 00000001 09000000 4a000000 00000000");
        uint[] expected = Words(
            "e4e7f110 15593bd1 1fdd0f50 c47120a3 c7f4d1c7 0368c033 9aaa2204 4e6cd4c3 "
            + "466482d2 09aa9f07 05d7c214 a2028bd9 d19c12b5 b94e16de e883d0cb 4e3c50a2");
        uint[] block = new uint[Randomness.BlockWords];
        fixed (uint* from = input)
        {
            fixed (uint* to = block)
            {
                Randomness.Transform(from, to);
            }
        }

        Assert.That(block, Is.EqualTo(expected));
    }

    private static uint[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
}
