using System.Globalization;
using System.Text.Json;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>The folder of one container or snapshot: its record, and the entries that the record names or no more names.</summary>
internal sealed class RootFolder(DirectoryHandle folder, string path) : IDisposable
{
    private const string Making = ".new-", Trash = ".trash-";
    private const int MostBytes = 1 << 20;

    public DirectoryHandle Handle => folder;

    public string Path => path;

    /// <summary>Null: the usual writable layer and nothing else.</summary>
    /// <exception cref="InvalidDataException">The record is there but cannot be read.</exception>
    public RootRecord? Read()
    {
        var text = folder.TryReadText(RootRecord.FileName, out var errno, MostBytes);
        if (text is null)
        {
            return errno == Errno.ENOENT
                ? null
                : throw new SystemCallException("openat2", errno, $"Reading {path}/{RootRecord.FileName}");
        }
        try
        {
            return JsonSerializer.Deserialize(text, RootRecordJson.Default.RootRecord)
                ?? throw new InvalidDataException($"{path}/{RootRecord.FileName} is empty.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path}/{RootRecord.FileName} is damaged: {failure.Message}", failure);
        }
    }

    /// <summary>Durable, and at one moment.</summary>
    public void Write(RootRecord record)
    {
        const string beside = Making + RootRecord.FileName;
        folder.TryRemoveFile(beside);
        using (var file = folder.OpenFile(beside, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL, 0x180))
        {
            var errno = -file.Write(JsonSerializer.SerializeToUtf8Bytes(record, RootRecordJson.Default.RootRecord));
            if (errno != 0)
                throw new SystemCallException("write", errno, $"Writing {path}/{RootRecord.FileName}");
            if (Unistd.fsync(file.Number) != 0)
                throw new SystemCallException("fsync", System.Runtime.InteropServices.Marshal.GetLastPInvokeError(), $"Writing {path}/{RootRecord.FileName}");
        }
        Rename(beside, RootRecord.FileName);
        folder.Sync();
    }

    /// <summary>An unused name of this kind; the first is the kind itself.</summary>
    public string FreeName(string kind)
    {
        var (stem, end) = kind.EndsWith(".img", StringComparison.Ordinal) ? (kind[..^4], ".img") : (kind, "");
        for (var number = 0; ; number++)
        {
            var name = number == 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}{end}");
            if (folder.StatusOf(name) is null)
                return name;
        }
    }

    /// <summary>The name under which an entry is made, until it is whole.</summary>
    public static string MakingName(string name) => Making + name;

    public void Rename(string from, string to)
    {
        var errno = folder.TryRename(from, to);
        if (errno != 0)
            throw new SystemCallException("renameat", errno, $"Renaming {path}/{from}");
    }

    /// <summary>Out of the way at once, gone after.</summary>
    public void Discard(string name)
    {
        Entries.Remove(folder, Trash + name);
        if (folder.TryRename(name, Trash + name) is not (0 or Errno.ENOENT) and var errno)
            throw new SystemCallException("renameat", errno, $"Removing {path}/{name}");
        Entries.Remove(folder, Trash + name);
    }

    /// <summary>What a crash left of entries that were being made or removed.</summary>
    public void Tidy()
    {
        foreach (var name in folder.Names())
        {
            if (name.StartsWith(Making, StringComparison.Ordinal) || name.StartsWith(Trash, StringComparison.Ordinal))
                Entries.Remove(folder, name);
        }
    }

    public void Dispose() => folder.Dispose();
}
