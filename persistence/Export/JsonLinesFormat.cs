using System.Buffers;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>The lossless one, which can be verified and imported.</summary>
internal sealed class JsonLinesFormat : IExportFormat
{
    public void Begin(IBufferWriter<byte> to, ExportHeader header) => ExportLines.Write(to, header);

    public void Write(IBufferWriter<byte> to, in StoredRecord record) => ExportLines.Write(to, record);

    public void End(IBufferWriter<byte> to, ExportTrailer trailer) => ExportLines.Write(to, trailer);
}
