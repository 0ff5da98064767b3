using System.Text.Json;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>
/// What stands around an event in a record's body, whichever event it is: also of one that this version does not know.
/// </summary>
internal readonly struct RecordEnvelope : IDisposable
{
    private readonly JsonDocument _document;

    private RecordEnvelope(JsonDocument document) => _document = document;

    /// <exception cref="InvalidDataException">The body is no JSON object.</exception>
    public static RecordEnvelope Of(in StoredRecord record)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(record.Payload[Math.Min(record.Payload.Length, RecordCodec.HashLength)..]);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new RecordEnvelope(document)
                : throw new JsonException("it is no object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Record {record.Seq} ({record.Manifest}) cannot be read: {e.Message}", e);
        }
    }

    public string Time => Text("time");

    public string Container => Text("container");

    public string ContainerId => Text("id");

    public string Batch => Text("batch");

    public string Attempt => Text("attempt");

    public string Uid => Text("uid");

    public string User => Text("user");

    public string Cause => Text("cause");

    public string Data => Text("data");

    public static DateTimeOffset? TimeOf(in StoredRecord record)
    {
        // Each body begins with its time.
        Utf8JsonReader json = new(record.Payload.Span[Math.Min(record.Payload.Length, RecordCodec.HashLength)..]);
        try
        {
            return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("time"u8)
                && json.Read() && json.TryGetDateTimeOffset(out DateTimeOffset time) ? time : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public void Dispose() => _document.Dispose();

    /// <summary>Empty where there is none.</summary>
    private string Text(string name) => !_document.RootElement.TryGetProperty(name, out JsonElement value)
        ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
