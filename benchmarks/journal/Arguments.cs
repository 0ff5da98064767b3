using System.Globalization;

namespace Orchestrator.Benchmarks.Journal;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(
    IReadOnlySet<string> Measures, IReadOnlyList<int> Containers, IReadOnlyList<int> InFlight, int Runs)
{
    private static readonly string[] All = ["batch", "clients", "idle"];

    public static Arguments Read(string[] words)
    {
        HashSet<string> measures = [];
        IReadOnlyList<int> containers = [5_000, 10_000, 20_000], inFlight = [1_000, 64];
        int runs = 3;
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "--containers":
                    containers = Numbers(words, ++i);
                    break;
                case "--in-flight":
                    inFlight = Numbers(words, ++i);
                    break;
                case "--runs":
                    runs = Numbers(words, ++i)[0];
                    break;
                case var word when All.Contains(word):
                    measures.Add(word);
                    break;
                default:
                    throw new ArgumentException($"'{words[i]}' is none of: {string.Join(", ", All)}, --containers, --in-flight, --runs");
            }
        }
        return new Arguments(measures.Count > 0 ? measures : All.ToHashSet(), containers, inFlight, runs);
    }

    private static int[] Numbers(string[] words, int at)
    {
        try
        {
            int[] numbers = [.. words[at].Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            if (numbers.All(number => number > 0))
                return numbers;
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException)
        {
        }
        throw new ArgumentException($"{words[at - 1]} takes a number, or several parted by commas");
    }
}
