using System;
using System.Security.Cryptography;
using System.Text;
using CosmosNvme.Shell.Commands;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The managed SHA-256 against the vectors of FIPS 180-4 and the class library's.</summary>
[TestFixture]
internal sealed class Sha256Tests
{
    [TestCase("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [TestCase("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Finish_StandardVectors_GiveTheStandardDigests(string message, string digest)
    {
        Sha256 hash = new();
        hash.Append(Encoding.ASCII.GetBytes(message));

        Assert.That(Finish(hash), Is.EqualTo(digest));
    }

    [Test]
    public void Finish_EveryLengthInPieces_EqualsTheClassLibrarys()
    {
        Random random = new(20260101);
        for (int length = 0; length < 400; length++)
        {
            byte[] message = new byte[length];
            random.NextBytes(message);
            Sha256 hash = new();
            int position = 0;
            while (position < length)
            {
                int piece = random.Next(1, length - position + 1);
                hash.Append(message.AsSpan(position, piece));
                position += piece;
            }

            Assert.That(Finish(hash), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(message))), $"length {length}");
        }
    }

    private static string Finish(Sha256 hash)
    {
        byte[] digest = new byte[Sha256.DigestLength];
        hash.Finish(digest);
        return Convert.ToHexStringLower(digest);
    }
}
