using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Orchestrator.Contracts.Containers;

/// <summary>
/// SHA-256 (FIPS 180-4) for marks of short texts. The runtime's own loads a library of four megabytes for it, which takes
/// longer than a short command.
/// </summary>
internal static class Sha256
{
    private const int BlockBytes = 64, Rounds = 64;

    // The first 32 bits of the fractions of the cube and square roots of the first primes.
    private static readonly uint[] Constants = Roots(Rounds, Math.Cbrt);
    private static readonly uint[] Initial = Roots(8, Math.Sqrt);

    /// <summary>64 digits.</summary>
    public static string Of(ReadOnlySpan<byte> message)
    {
        var padded = new byte[(message.Length + 8) / BlockBytes * BlockBytes + BlockBytes];
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), (ulong)message.Length * 8);
        var state = (uint[])Initial.Clone();
        for (var at = 0; at < padded.Length; at += BlockBytes)
            Take(state, padded.AsSpan(at, BlockBytes));
        return string.Concat(state.Select(word => word.ToString("x8", CultureInfo.InvariantCulture)));
    }

    private static void Take(uint[] state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (var i = 0; i < 16; i++)
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (var i = 16; i < Rounds; i++)
        {
            var (early, late) = (words[i - 15], words[i - 2]);
            var first = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ early >> 3;
            var second = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ late >> 10;
            words[i] = words[i - 16] + first + words[i - 7] + second;
        }
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var i = 0; i < Rounds; i++)
        {
            var choice = (e & f) ^ (~e & g);
            var majority = (a & b) ^ (a & c) ^ (b & c);
            var low = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + choice + Constants[i] + words[i];
            var high = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + majority;
            (h, g, f, e, d, c, b, a) = (g, f, e, d + low, c, b, a, low + high);
        }
        ReadOnlySpan<uint> after = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < after.Length; i++)
            state[i] += after[i];
    }

    private static uint[] Roots(int count, Func<double, double> root)
    {
        var words = new uint[count];
        var found = 0;
        for (var candidate = 2; found < count; candidate++)
        {
            var prime = true;
            for (var divisor = 2; prime && divisor * divisor <= candidate; divisor++)
                prime = candidate % divisor != 0;
            // A double has 53 bits: enough for the few before the point and the 32 behind it.
            if (prime)
                words[found++] = (uint)(long)((root(candidate) - Math.Floor(root(candidate))) * 4294967296.0);
        }
        return words;
    }
}
