using System.Globalization;

namespace Orchestrator.Benchmarks.Restore;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(IReadOnlyList<int> Containers, IReadOnlyList<string> Stores, int Runs)
{
    public static Arguments Read(string[] words)
    {
        Arguments result = new([10_000, 50_000], ["sqlite", "postgres"], 3);
        for (int i = 0; i < words.Length; i += 2)
        {
            string value = i + 1 < words.Length ? words[i + 1] : throw new ArgumentException($"{words[i]} lacks its value");
            result = words[i] switch
            {
                "--containers" => result with { Containers = [.. value.Split(',').Select(Number)] },
                "--stores" => result with { Stores = [.. value.Split(',').Select(Store)] },
                "--runs" => result with { Runs = Number(value) },
                _ => throw new ArgumentException($"'{words[i]}' is none of: --containers, --stores, --runs"),
            };
        }
        return result;
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number > 0
        ? number
        : throw new ArgumentException($"'{text}' is no number above 0");

    private static string Store(string text) =>
        text is "sqlite" or "postgres" ? text : throw new ArgumentException($"'{text}' is neither sqlite nor postgres");
}
