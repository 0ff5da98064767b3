namespace Orchestrator.Cli.Output;

/// <summary>One column of a table and of a CSV.</summary>
/// <param name="Machine">Text for CSV where it should differ from what a person reads.</param>
internal sealed record Column<T>(string Header, Func<T, string> Text, bool Right = false, Func<T, string>? Machine = null);
