using System.Buffers;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>A way to write records down.</summary>
internal interface IExportFormat
{
    void Begin(IBufferWriter<byte> to, ExportHeader header);

    void Write(IBufferWriter<byte> to, in StoredRecord record);

    void End(IBufferWriter<byte> to, ExportTrailer trailer);
}
