using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>CloudEvents 1.0 in the structured JSON form, one a line. It cannot be imported.</summary>
internal sealed class CloudEventsFormat : IExportFormat
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string _node = "";
    private string _source = "";

    public void Begin(IBufferWriter<byte> to, ExportHeader header)
    {
        _node = header.Node;
        _source = "/orch/nodes/" + Uri.EscapeDataString(header.Node);
    }

    public void Write(IBufferWriter<byte> to, in StoredRecord record)
    {
        using RecordEnvelope envelope = RecordEnvelope.Of(record);
        string number = record.Seq.ToString(CultureInfo.InvariantCulture);
        using (Utf8JsonWriter json = new(to, Writing))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, $"{_node}/{number}");
            json.WriteString("source"u8, _source);
            json.WriteString("type"u8, "dev.orch." + record.Manifest);
            json.WriteString("time"u8, envelope.Time);
            string subject = envelope.Container.Length > 0 ? envelope.Container : envelope.Batch;
            if (subject.Length > 0)
                json.WriteString("subject"u8, subject);
            json.WriteString("datacontenttype"u8, "application/json"u8);
            // The sequence extension of CloudEvents: compares as text.
            json.WriteString("sequence"u8, number.PadLeft(19, '0'));
            Extension(json, "containerid", envelope.ContainerId);
            Extension(json, "batch", envelope.Batch);
            Extension(json, "attempt", envelope.Attempt);
            Extension(json, "uid", envelope.Uid);
            Extension(json, "user", envelope.User);
            Extension(json, "cause", envelope.Cause);
            Extension(json, "hash", Convert.ToHexStringLower(record.Payload.Span[..RecordCodec.HashLength]));
            if (envelope.Data is { Length: > 0 } data)
            {
                json.WritePropertyName("data"u8);
                json.WriteRawValue(data, skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> to, ExportTrailer trailer)
    {
    }

    private static void Extension(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
            json.WriteString(name, value);
    }
}
