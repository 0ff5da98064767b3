namespace Orchestrator.Cli.Parsing;

/// <summary>Options that many verbs share.</summary>
internal static class GlobalOptions
{
    public static Option Root { get; } =
        new("--root", null, "DIR", "Folder of the daemon to talk to (default: ORCH_ROOT, or the system's folders)");

    public static Option Host { get; } =
        new("--host", null, "URL", "Talk to the daemon at unix:///PATH instead; it is not started if it does not answer");

    public static Option Format { get; } =
        new("--format", null, "FORMAT", "table, json, csv or yaml") { Choices = ["table", "json", "csv", "yaml"] };

    public static Option NoTruncate { get; } = new("--no-trunc", null, null, "Do not shorten columns to the terminal's width");

    public static Option Quiet { get; } = new("--quiet", "-q", null, "Print names only");

    public static Option Filter { get; } =
        new("--filter", null, "K=V", "Only what fits, e.g. state=RUNNING, name=web, label=tier=db") { Repeats = true };

    public static Option At { get; } =
        new("--at", null, "SEQ|TIME|D", "As it was after that event, at that time, or so long ago");

    public static Option Timeout { get; } = new("--timeout", null, "D", "Give up waiting after that time (exit 124)");

    /// <summary>Understood before the verb and after it.</summary>
    public static IReadOnlyList<Option> BeforeVerb { get; } = [Root, Host];
}
