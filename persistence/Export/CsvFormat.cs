using System.Buffers;
using System.Globalization;
using System.Text;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>For spreadsheets: RFC 4180, one record a row. It cannot be imported.</summary>
internal sealed class CsvFormat : IExportFormat
{
    // A cell that begins so would be run as a formula (owasp.org, CSV injection).
    private const string Formula = "=+-@\t\r";

    private readonly StringBuilder _row = new();

    public void Begin(IBufferWriter<byte> to, ExportHeader header) => Row(
        to, "seq", "time", "type", "version", "container", "containerId", "batch", "attempt", "uid", "user", "cause", "data", "hash");

    public void Write(IBufferWriter<byte> to, in StoredRecord record)
    {
        using RecordEnvelope envelope = RecordEnvelope.Of(record);
        int dot = record.Manifest.LastIndexOf('.');
        Row(
            to,
            record.Seq.ToString(CultureInfo.InvariantCulture),
            envelope.Time,
            dot < 0 ? record.Manifest : record.Manifest[..dot],
            dot < 0 ? "" : record.Manifest[(dot + 1)..],
            envelope.Container,
            envelope.ContainerId,
            envelope.Batch,
            envelope.Attempt,
            envelope.Uid,
            envelope.User,
            envelope.Cause,
            envelope.Data,
            Convert.ToHexStringLower(record.Payload.Span[..RecordCodec.HashLength]));
    }

    public void End(IBufferWriter<byte> to, ExportTrailer trailer)
    {
    }

    private void Row(IBufferWriter<byte> to, params ReadOnlySpan<string> cells)
    {
        _row.Clear();
        foreach (string cell in cells)
        {
            if (_row.Length > 0)
                _row.Append(',');
            string text = cell.Length > 0 && Formula.Contains(cell[0]) ? "'" + cell : cell;
            if (text.AsSpan().IndexOfAny("\",\r\n") < 0)
                _row.Append(text);
            else
                _row.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        _row.Append("\r\n");
        foreach (ReadOnlyMemory<char> chunk in _row.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, to);
    }
}
