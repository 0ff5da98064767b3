using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Output;

/// <summary>The contracts' serializer, set for people: indented, and umlauts as they are.</summary>
internal static class JsonText
{
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static ContractsJson Indented { get; } =
        new(new JsonSerializerOptions(ContractsJson.Default.Options) { WriteIndented = true, Encoder = Encoder });

    /// <summary>One value in one line, for streams.</summary>
    public static ContractsJson Line { get; } =
        new(new JsonSerializerOptions(ContractsJson.Default.Options) { Encoder = Encoder });
}
