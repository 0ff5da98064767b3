using System.Net;

namespace Orchestrator.Dns;

/// <summary>The names that one network knows itself. Called from many threads at once.</summary>
public interface IZone
{
    /// <summary>All addresses of a name of this network, in lower case; null where there is no such name.</summary>
    IReadOnlyList<IPAddress>? Find(string name);

    /// <summary>The name of an address; null where nobody has it.</summary>
    string? NameOf(IPAddress address);

    /// <summary>Whether the address lies in this network, so that nobody else is asked about it.</summary>
    bool Owns(IPAddress address);
}
