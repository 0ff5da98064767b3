namespace Orchestrator.Persistence.Export;

public static class ExportFormats
{
    /// <summary>Names and media types; the first one is the one that can be verified and imported.</summary>
    public static IReadOnlyDictionary<string, string> MediaTypes { get; } = new Dictionary<string, string>
    {
        ["jsonl"] = "application/x-ndjson",
        ["csv"] = "text/csv; charset=utf-8",
        ["cloudevents"] = "application/x-ndjson",
    };

    internal static IExportFormat Of(string name) => name switch
    {
        "jsonl" => new JsonLinesFormat(),
        "csv" => new CsvFormat(),
        "cloudevents" => new CloudEventsFormat(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such format."),
    };
}
