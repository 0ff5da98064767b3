using System.Net;

namespace Orchestrator.Dns;

/// <summary>The name servers in the host's resolv.conf(5), read again when the file was changed.</summary>
public sealed class HostResolvers(string path)
{
    private const int Port = 53;

    /// <summary>As many as the C library asks (MAXNS).</summary>
    private const int Most = 3;

    private readonly Lock _gate = new();
    private DateTime _readAt;
    private IReadOnlyList<IPEndPoint> _known = [];

    public IReadOnlyList<IPEndPoint> Current
    {
        get
        {
            lock (_gate)
            {
                try
                {
                    var changed = File.GetLastWriteTimeUtc(path);
                    if (changed != _readAt)
                        (_readAt, _known) = (changed, Parse(File.ReadLines(path)));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    _known = [];
                }
                return _known;
            }
        }
    }

    internal static IReadOnlyList<IPEndPoint> Parse(IEnumerable<string> lines)
    {
        var found = new List<IPEndPoint>();
        foreach (var line in lines)
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var text, ..] && IPAddress.TryParse(text, out var address) && found.Count < Most)
                found.Add(new IPEndPoint(address, Port));
        }
        return found;
    }
}
