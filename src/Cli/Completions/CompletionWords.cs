using Orchestrator.Cli.Verbs;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Cli.Verbs.Storage;

namespace Orchestrator.Cli.Completions;

/// <summary>What can be completed where.</summary>
internal static class CompletionWords
{
    public static IEnumerable<string> First(VerbTable verbs) => verbs.FirstWords.Order(StringComparer.Ordinal);

    public static IEnumerable<(string Word, Verb Verb)> Single(VerbTable verbs) =>
        verbs.All.Where(v => !v.Name.Contains(' ')).SelectMany(v => v.Aliases.Prepend(v.Name).Select(n => (n, v)));

    public static IEnumerable<(string Group, List<(string Word, Verb Verb)> Members)> Groups(VerbTable verbs) =>
        verbs.All.Where(v => v.Name.Contains(' '))
            .GroupBy(v => v.Name.Split(' ')[0])
            .Select(g => (g.Key, g.Select(v => (v.Name.Split(' ')[1], v)).ToList()));

    public static string Options(Verb verb) => string.Join(' ', verb.AllOptions.Select(o => o.Long));

    public static bool TakesContainers(Verb verb) =>
        verb is EachContainerVerb or InspectVerb or LogsVerb or WaitVerb or ExecVerb or AttachVerb or ConsoleVerb or StatsVerb or RenameVerb or CopyVerb or SnapshotCreateVerb or SnapshotExportVerb or SnapshotLsVerb or SnapshotRestoreVerb or SnapshotRmVerb;
}
