using System.Security.Cryptography;

namespace Orchestrator.Persistence.Export;

/// <summary>Lines of a file as bytes, and the SHA-256 of those that were handed out before.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private const int LongestLine = 256 << 20;

    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _end;
    private int _line;

    /// <summary>The line, without its end.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_start, _line);

    /// <summary>Whether the line ended with a line feed: the last one of a file that was cut may not.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>SHA-256 of everything before the present line.</summary>
    public string Sha256Before() => Convert.ToHexStringLower(_sha.GetCurrentHash());

    /// <exception cref="InvalidDataException">A line is longer than any record, or the compression is damaged.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancel)
    {
        if (_line > 0 || IsWhole)
        {
            int taken = _line + (IsWhole ? 1 : 0);
            _sha.AppendData(_buffer, _start, taken);
            _start += taken;
        }
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                _line = searched + found;
                IsWhole = true;
                return true;
            }
            searched = _end - _start;
            MakeRoom();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancel).ConfigureAwait(false);
            if (read > 0)
            {
                _end += read;
                continue;
            }
            _line = searched;
            IsWhole = false;
            return searched > 0;
        }
    }

    public void Dispose() => _sha.Dispose();

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= LongestLine)
            throw new InvalidDataException($"a line is longer than {LongestLine >> 20} MiB");
        Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
