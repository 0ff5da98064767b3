using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orchestrator.Fuzzing;

/// <summary>
/// Throws changed copies of good inputs at a parser. It fails on an exception, on an input that takes long, and on one
/// that allocates out of proportion. ORCH_FUZZ says how many inputs; the seed of a failure is printed and
/// ORCH_FUZZ_SEED repeats it.
/// </summary>
internal static class Fuzz
{
    private const int Short = 20_000;
    private const int MostBytes = 1 << 16;
    private const long MostAllocated = 256L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    public static int Inputs => Number("ORCH_FUZZ") ?? Short;

    public static void Run(IReadOnlyList<string> seeds, IReadOnlyList<string> words, Action<string> parse)
    {
        var seed = Number("ORCH_FUZZ_SEED") ?? Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < Inputs; i++)
        {
            var input = Change(random, seeds[random.Next(seeds.Count)], seeds, words);
            var began = Stopwatch.GetTimestamp();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                parse(input);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(Told(seed, i, input, error.ToString()), error);
            }
            if (Stopwatch.GetElapsedTime(began) is var took && took > MostTime)
                throw new InvalidOperationException(Told(seed, i, input, $"took {took}"));
            if (GC.GetAllocatedBytesForCurrentThread() - allocated is var bytes && bytes > MostAllocated)
                throw new InvalidOperationException(Told(seed, i, input, $"allocated {bytes} bytes"));
        }
    }

    private static string Change(Random random, string seed, IReadOnlyList<string> seeds, IReadOnlyList<string> words)
    {
        var text = new StringBuilder(seed);
        for (var times = 1 + random.Next(8); times > 0 && text.Length < MostBytes; times--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(9))
            {
                case 0:
                    text.Insert(at, (char)random.Next(0x80));
                    break;
                case 1:
                    text.Insert(at, (char)random.Next(0x1_0000));
                    break;
                case 2 when at < text.Length:
                    text.Remove(at, Math.Min(1 + random.Next(16), text.Length - at));
                    break;
                case 3 when at < text.Length:
                    text[at] = (char)(text[at] ^ (1 << random.Next(8)));
                    break;
                case 4:
                    text.Insert(at, words[random.Next(words.Count)]);
                    break;
                case 5:
                    var other = seeds[random.Next(seeds.Count)];
                    var from = random.Next(other.Length + 1);
                    text.Insert(at, other.AsSpan(from, Math.Min(random.Next(200), other.Length - from)));
                    break;
                case 6:
                    text.Insert(at, random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture));
                    break;
                case 7 when at < text.Length:
                    text.Insert(at, text.ToString(at, Math.Min(1 + random.Next(64), text.Length - at)));
                    break;
                default:
                    text.Length = at;
                    break;
            }
        }
        return text.ToString();
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Told(int seed, int index, string input, string what) =>
        $"ORCH_FUZZ_SEED={seed}, input {index} ({input.Length} characters): {what}\n{input}";
}
