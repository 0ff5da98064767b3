using System.Net.NetworkInformation;

namespace Orchestrator.Dhcp.Serving;

/// <summary>
/// So many answers a second for each client: an answer goes to everybody on the link, and one client's flood must not become
/// everybody's. It remembers only whom it answered within this second.
/// </summary>
internal sealed class Pace(TimeProvider time)
{
    public const int EachSecond = 8;

    private readonly Dictionary<PhysicalAddress, int> _answered = [];
    private long _second;

    public bool TryTake(PhysicalAddress client)
    {
        var now = time.GetTimestamp() / time.TimestampFrequency;
        if (now != _second)
        {
            _second = now;
            _answered.Clear();
        }
        var had = _answered.GetValueOrDefault(client);
        if (had >= EachSecond)
            return false;
        _answered[client] = had + 1;
        return true;
    }
}
