using System.Globalization;
using System.Text;
using Orchestrator.Kernel;

namespace Orchestrator.Client;

/// <summary>One HTTP/1.1 answer that ends with its connection (RFC 9112), read by the calling thread.</summary>
internal sealed class BlockingAnswer(StreamSocket socket)
{
    private const int MostHead = 64 << 10;

    private readonly Reader _reader = new(socket);
    private bool _chunked;
    private long? _length;

    public Stream Body { get; private set; } = Stream.Null;

    /// <returns>The status.</returns>
    /// <exception cref="IOException">It is none of HTTP.</exception>
    public int ReadHead()
    {
        var words = _reader.Line().Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new IOException("what answers there does not speak HTTP");
        while (_reader.Line() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                _chunked = value.Contains("chunked", StringComparison.OrdinalIgnoreCase);
            else if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                _length = long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
        }
        Body = new BlockingBody(_reader, _chunked, _length);
        return status;
    }

    /// <summary>Once the token says so, whoever waits for bytes of this answer is told that none come any more.</summary>
    public CancellationTokenRegistration CutBy(CancellationToken cancel) => _reader.CutBy(cancel);

    public byte[] ReadAll()
    {
        using var all = new MemoryStream();
        Body.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>Bytes of the socket, some of them read ahead.</summary>
    internal sealed class Reader(StreamSocket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[16 << 10];
        private int _at;
        private int _end;

        public int Read(Span<byte> to)
        {
            if (!Fill())
                return 0;
            var count = Math.Min(to.Length, _end - _at);
            _buffer.AsSpan(_at, count).CopyTo(to);
            _at += count;
            return count;
        }

        /// <summary>Waits until there is something to read, the end included. False: the time is over.</summary>
        public bool WaitReadable(TimeSpan within)
        {
            // One wait counts milliseconds in 31 bits.
            var most = TimeSpan.FromDays(20);
            while (_at == _end)
            {
                var part = within < most ? within : most;
                if (socket.WaitReadable(part))
                    return true;
                within -= part;
                if (within <= TimeSpan.Zero)
                    return false;
            }
            return true;
        }

        public string Line()
        {
            var line = new StringBuilder();
            while (Fill())
            {
                var rest = _buffer.AsSpan(_at, _end - _at);
                var length = rest.IndexOf((byte)'\n');
                line.Append(Encoding.Latin1.GetString(length < 0 ? rest : rest[..length]));
                _at += length < 0 ? rest.Length : length + 1;
                if (length >= 0)
                    return line.ToString().TrimEnd('\r');
                if (line.Length > MostHead)
                    throw new IOException("a line of the answer's head is too long");
            }
            throw new IOException("the connection was closed before the answer was whole");
        }

        /// <summary>False at the end.</summary>
        private bool Fill()
        {
            if (_at == _end)
                (_at, _end) = (0, socket.Receive(_buffer));
            return _end > 0;
        }

        public CancellationTokenRegistration CutBy(CancellationToken cancel) => cancel.UnsafeRegister(static it => ((StreamSocket)it!).Cut(), socket);

        public void Dispose() => socket.Dispose();
    }
}
