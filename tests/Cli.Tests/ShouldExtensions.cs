namespace Orchestrator.Cli.Tests;

internal static class ShouldExtensions
{
    public static void ShouldBeUnique(this List<string> words, string where) =>
        words.GroupBy(w => w).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty(where);
}
