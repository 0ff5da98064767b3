using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Blobs;

/// <summary>
/// A blob on its way: one writer appends, and readers follow it while it grows, so that a layer is unpacked while it still
/// arrives. The file is all the state there is: whatever ends the download, the next one goes on at its end.
/// </summary>
public sealed class IncomingBlob : IDisposable
{
    private readonly string _file;
    private readonly string _final;
    private readonly SafeFileHandle _handle;
    private readonly Lock _hashing = new();
    private readonly object _grown = new();
    private IncrementalHash _hash;
    private long _length;
    private int _generation;
    private Exception? _failure;
    private bool _whole;

    internal IncomingBlob(string file, string final, Digest digest, long size)
    {
        (_file, _final, Digest, Size) = (file, final, digest, size);
        _handle = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        _hash = digest.StartHash();
        Resume();
    }

    public Digest Digest { get; }

    /// <summary>Bytes of the whole.</summary>
    public long Size { get; }

    /// <summary>Bytes that are here.</summary>
    public long Length
    {
        get
        {
            lock (_grown)
                return _length;
        }
    }

    /// <summary>Grows when all had to be begun anew: what a reader has seen before is void.</summary>
    public int Generation
    {
        get
        {
            lock (_grown)
                return _generation;
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle, bytes, _length);
        lock (_hashing)
            _hash.AppendData(bytes);
        lock (_grown)
        {
            _length += bytes.Length;
            Monitor.PulseAll(_grown);
        }
    }

    /// <summary>What is here is not what it should be: all of it has to come again.</summary>
    public void Restart()
    {
        // First of all: what a reader gets of the file from here on, it knows to be of another generation.
        lock (_grown)
        {
            _length = 0;
            _generation++;
            Monitor.PulseAll(_grown);
        }
        RandomAccess.SetLength(_handle, 0);
        _hash.Dispose();
        _hash = Digest.StartHash();
    }

    /// <summary>False: what is here does not have the digest. True: readers come to the end.</summary>
    public bool Complete()
    {
        lock (_hashing)
        {
            if (Length != Size || !Digest.Matches(_hash))
                return false;
        }
        lock (_grown)
        {
            _whole = true;
            Monitor.PulseAll(_grown);
        }
        return true;
    }

    /// <summary>Puts the whole blob into the store.</summary>
    public void Keep()
    {
        if (!_whole)
            throw new InvalidOperationException("A blob that was not checked cannot be kept.");
        File.Move(_file, _final, overwrite: true);
    }

    /// <summary>Ends every reader.</summary>
    public void Fail(Exception failure)
    {
        lock (_grown)
        {
            _failure ??= failure;
            Monitor.PulseAll(_grown);
        }
    }

    /// <summary>From the beginning; a read waits for what has not come yet.</summary>
    public Stream OpenReader() => new IncomingBlobReader(this);

    public void Dispose()
    {
        Fail(new ObjectDisposedException(nameof(IncomingBlob)));
        _handle.Dispose();
        _hash.Dispose();
    }

    /// <returns>0 at the end.</returns>
    internal int Read(Span<byte> buffer, long position, int generation)
    {
        lock (_grown)
        {
            while (_length <= position && !_whole && _failure is null && _generation == generation)
                Monitor.Wait(_grown);
            CheckGeneration(generation);
            if (_failure is not null)
                throw new IOException($"The blob does not come any further: {_failure.Message}", _failure);
            if (_length <= position)
                return 0;
            buffer = buffer[..(int)Math.Min(buffer.Length, _length - position)];
        }
        var read = RandomAccess.Read(_handle, buffer, position);
        // A file that was cut meanwhile must not look like the end of the blob.
        lock (_grown)
            CheckGeneration(generation);
        return read;
    }

    private void CheckGeneration(int generation)
    {
        if (_generation != generation)
            throw new IOException("What was read of the blob so far was not what it should have been.");
    }

    private void Resume()
    {
        var there = RandomAccess.GetLength(_handle);
        if (there > Size)
        {
            RandomAccess.SetLength(_handle, 0);
            return;
        }
        var buffer = new byte[1 << 17];
        while (_length < there)
        {
            var read = RandomAccess.Read(_handle, buffer, _length);
            if (read == 0)
                break;
            _hash.AppendData(buffer, 0, read);
            _length += read;
        }
    }
}
