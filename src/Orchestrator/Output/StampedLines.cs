using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Isolation.Storage.Logs;

namespace Orchestrator.Daemon.Output;

/// <summary>Puts before each line when it was first seen: its own time nobody wrote.</summary>
internal sealed class StampedLines(TimeProvider time)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z '";
    private const int StampLength = 25;

    private IReadOnlyList<(DateTimeOffset At, long Length)> _times = [];
    private bool _inLine;
    private int _next;

    /// <param name="read">Bytes of the file that are in <paramref name="into"/>.</param>
    /// <returns>Bytes in <paramref name="into"/>, stamps included.</returns>
    public int Fill(SafeFileHandle file, string path, Span<byte> into, long from, long there, out int read)
    {
        // In the worst case each byte is a line.
        var block = new byte[(int)Math.Min(there, Math.Max(1, into.Length / (StampLength + 1)))];
        var got = RandomAccess.Read(file, block, from);
        var written = 0;
        for (read = 0; read < got; read++)
        {
            if (!_inLine)
                written += Encoding.ASCII.GetBytes(Stamp(path, from + read), into[written..]);
            into[written++] = block[read];
            _inLine = block[read] != (byte)'\n';
        }
        return written;
    }

    private string Stamp(string path, long offset)
    {
        if (_times.Count == 0 || _times[^1].Length <= offset)
            (_times, _next) = (LogTimes.Read(path), 0);
        while (_next < _times.Count && _times[_next].Length <= offset)
            _next++;
        // Nobody has looked since it came: it is younger than a look apart.
        var at = _next < _times.Count ? _times[_next].At : time.GetUtcNow();
        return at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
    }
}
