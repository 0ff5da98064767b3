using System.IO.Compression;
using System.Security.Cryptography;
using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Journal;
using Orchestrator.Kernel;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Persistence.Archives;

/// <summary>Moves records from the journal to files.</summary>
internal sealed class JournalArchive(
    IJournalStore journal, ArchiveFolder folder, Func<ExportOrigin> origin, TimeProvider time, SemaphoreSlim turn) : IJournalArchive
{
    public async Task<long?> FirstInJournalAsync(CancellationToken cancel)
    {
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, cancel).ConfigureAwait(false))
            return record.Seq;
        return null;
    }

    public bool MayHold(long seq) => folder.Holding(seq) is not null;

    public async Task<ArchivedFile> WriteAsync(long first, long through, byte[] hashBefore, CancellationToken cancel)
    {
        string name = ArchiveFolder.NameOf(first, through);
        string part = folder.PathOf(name) + ".part";
        folder.Make();
        try
        {
            await using (FileStream file = new(part, Options()))
            {
                await using (GZipStream zip = new(file, CompressionLevel.Fastest, leaveOpen: true))
                    await JournalExport.RunAsync(
                        journal.Reader, origin(), new ExportRange(first, through), "jsonl", zip, time, long.MaxValue, cancel, hashBefore)
                        .ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            AuditReport report = await ExportVerification.RunAsync(part, [], cancel).ConfigureAwait(false);
            if (report.Finding is { } finding)
                throw new InvalidDataException($"The archive {name} is not sound at record {finding.Seq}: {finding.Problem}. Nothing was removed.");
            if (report.First != first || report.Last != through)
                throw new InvalidDataException($"The archive {name} holds records {report.First} to {report.Last} only. Nothing was removed.");
            return Keep(part, name);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public ArchivedFile WriteBase(long through, ReadOnlySpan<byte> content)
    {
        string name = ArchiveFolder.BaseNameOf(through);
        string part = folder.PathOf(name) + ".part";
        folder.Make();
        try
        {
            using (FileStream file = new(part, Options()))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            return Keep(part, name);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public ArchivedBase? ReadBase(long firstInJournal)
    {
        foreach (long through in folder.Bases().Where(through => through >= firstInJournal - 1).OrderDescending())
        {
            byte[] content = File.ReadAllBytes(folder.PathOf(ArchiveFolder.BaseNameOf(through)));
            return new ArchivedBase(through, Convert.ToHexStringLower(SHA256.HashData(content)), content);
        }
        return null;
    }

    public async Task RemoveThroughAsync(long through, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await journal.RemoveThroughAsync(through, cancel).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static FileStreamOptions Options() => new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    /// <summary>Gives it its name, durably: the records leave the journal next.</summary>
    private ArchivedFile Keep(string part, string name)
    {
        string sha256;
        long bytes;
        using (FileStream file = File.OpenRead(part))
        {
            sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            bytes = file.Length;
        }
        File.Move(part, folder.PathOf(name), overwrite: true);
        using (DirectoryHandle directory = DirectoryHandle.Open(folder.Path))
            directory.Sync();
        return new ArchivedFile(name, sha256, bytes);
    }
}
