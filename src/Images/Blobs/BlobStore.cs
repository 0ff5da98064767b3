using System.Security.Cryptography;
using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Blobs;

/// <summary>
/// Content by digest, as <c>blobs/sha256/HEX</c> below a folder (the shape of an OCI image layout). A blob is written beside,
/// checked, and then renamed, so that what has its name is whole, whatever ended the process that wrote it.
/// </summary>
public sealed class BlobStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Unfinished = ".part", Fresh = ".new";

    /// <summary>What of a download is kept to go on with.</summary>
    private static readonly TimeSpan KeepUnfinished = TimeSpan.FromDays(7);

    private readonly string _blobs;
    private readonly string _incoming;

    public BlobStore(string folder)
    {
        _blobs = Path.Combine(folder, "blobs");
        _incoming = Path.Combine(folder, "incoming");
        foreach (var directory in (ReadOnlySpan<string>)[folder, _blobs, Path.Combine(_blobs, "sha256"), Path.Combine(_blobs, "sha512"), _incoming])
            Directory.CreateDirectory(directory, OwnerOnly);
    }

    /// <summary>Removes what an earlier process was writing; downloads stay for a while, to be gone on with.</summary>
    public void Clean(DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles())
        {
            if (file.Extension != Unfinished || now - file.LastWriteTimeUtc > KeepUnfinished)
                file.Delete();
        }
    }

    public string PathOf(Digest digest) => Path.Combine(_blobs, digest.Prefix, digest.Hex);

    public bool Has(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Bytes; null when it is not there.</summary>
    public long? SizeOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true, Length: var length } ? length : null;

    public FileStream Open(Digest digest) => new(
        PathOf(digest), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.SequentialScan });

    /// <summary>A document: null when it is missing, too large or no longer what its name says.</summary>
    public byte[]? TryReadSmall(Digest digest, int most)
    {
        try
        {
            if (SizeOf(digest) is not { } size || size > most)
                return null;
            var bytes = File.ReadAllBytes(PathOf(digest));
            return digest.Matches(bytes) ? bytes : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public Digest Put(ReadOnlySpan<byte> content)
    {
        var digest = Digest.Of(content);
        Put(digest, content);
        return digest;
    }

    /// <exception cref="IOException">E.g. the disk is full.</exception>
    public void Put(Digest digest, ReadOnlySpan<byte> content)
    {
        if (!digest.Matches(content))
            throw new IOException($"The content does not have the digest {digest}.");
        if (Has(digest))
            return;
        var file = NewFile();
        try
        {
            using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(file, PathOf(digest), overwrite: true);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Takes a whole stream in.</summary>
    /// <param name="expected">What it must be; null: whatever it is.</param>
    /// <exception cref="IOException">It is not what was expected, is too long, or cannot be written.</exception>
    public async Task<(Digest Digest, long Size)> PutAsync(Stream content, Digest? expected, long most, CancellationToken cancel)
    {
        var file = NewFile();
        try
        {
            long size = 0;
            string hex;
            using (var hash = expected?.StartHash() ?? IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
            {
                var buffer = new byte[1 << 17];
                while (await content.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
                {
                    size += read;
                    if (size > most)
                        throw new IOException($"The content has more than {most} bytes.");
                    hash.AppendData(buffer, 0, read);
                    await stream.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
                }
                hex = Convert.ToHexStringLower(hash.GetCurrentHash());
            }
            var digest = Digest.TryParse($"{expected?.Prefix ?? "sha256"}:{hex}")!.Value;
            if (expected is { } wanted && wanted != digest)
                throw new IOException($"The content has the digest {digest}, but {wanted} was promised.");
            File.Move(file, PathOf(digest), overwrite: true);
            return (digest, size);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Goes on with what an earlier try left, if it left something.</summary>
    public IncomingBlob Receive(Digest digest, long size) =>
        new(Path.Combine(_incoming, digest.FileName + Unfinished), PathOf(digest), digest, size);

    public IEnumerable<Digest> All() =>
        Directory.EnumerateDirectories(_blobs)
            .SelectMany(folder => Directory.EnumerateFiles(folder).Select(file => Digest.TryParse($"{Path.GetFileName(folder)}:{Path.GetFileName(file)}")))
            .OfType<Digest>();

    /// <returns>Bytes that were freed.</returns>
    public long Remove(Digest digest)
    {
        var size = SizeOf(digest) ?? 0;
        File.Delete(PathOf(digest));
        return size;
    }

    /// <summary>Downloads that nobody goes on with.</summary>
    public long RemoveUnfinished(IReadOnlySet<Digest> wanted)
    {
        long freed = 0;
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles("*" + Unfinished))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            if (name.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
                && Digest.TryParse($"{name[..dash]}:{name[(dash + 1)..]}") is { } digest && wanted.Contains(digest))
            {
                continue;
            }
            freed += file.Length;
            file.Delete();
        }
        return freed;
    }

    private string NewFile() => Path.Combine(_incoming, Guid.CreateVersion7().ToString("N") + Fresh);
}
