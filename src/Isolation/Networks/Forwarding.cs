using System.Text.Json;
using Orchestrator.Isolation.Network;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// Whether the host passes packets on: switched on when the first network needs it, with a note of what was before in a
/// folder that a reboot clears, and put back with the last network.
/// </summary>
internal sealed class Forwarding(string folder, HostNetwork home, Action<string> notice)
{
    private const string Four = "net/ipv4/ip_forward";
    private const string Six = "net/ipv6/conf/all/forwarding";

    private readonly Lock _gate = new();

    private string Note => Path.Combine(folder, "forwarding.json");

    public string? Need(NetworkDefinition network)
    {
        if (network.Isolated)
            return null;
        lock (_gate)
            return home.Within(() => Switch(network));
    }

    private string? Switch(NetworkDefinition network)
    {
        var problem = network.Subnet4 is null ? null : Switch(Four);
        if (problem is not null || network.Subnet6 is null)
            return problem;
        KeepAdvertisements();
        return Switch(Six);
    }

    /// <summary>No network needs it any more.</summary>
    public void Release()
    {
        lock (_gate)
        {
            var before = Read();
            // The other way round: forwarding sets much anew by itself.
            _ = home.Within(() => before.Reverse().Count(was => Sysctl.TryWrite(was.Key, was.Value)));
            File.Delete(Note);
        }
    }

    private string? Switch(string path)
    {
        if (Sysctl.TryRead(path) is not { } now || now == "1")
            return null;
        Remember(path, now);
        if (!Sysctl.TryWrite(path, "1"))
            return $"The host does not pass packets on, and {path} cannot be set. Set it yourself, or make the network with --internal.";
        notice($"{path.Replace('/', '.')} was {now} and is 1 as long as there are networks: containers are reached through the host.");
        return null;
    }

    /// <summary>A host that passes IPv6 on ignores router advertisements, unless told otherwise: it would lose its own way out.</summary>
    private void KeepAdvertisements()
    {
        if (Sysctl.TryRead(Six) != "0")
            return;
        foreach (var device in Directory.EnumerateDirectories("/proc/sys/net/ipv6/conf").Select(Path.GetFileName))
        {
            var path = $"net/ipv6/conf/{device}/accept_ra";
            if (device is "all" or "default" or "lo" || Sysctl.TryRead(path) != "1")
                continue;
            Remember(path, "1");
            Sysctl.TryWrite(path, "2");
        }
    }

    private void Remember(string path, string value)
    {
        var before = Read();
        if (!before.TryAdd(path, value))
            return;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Note + ".new", JsonSerializer.Serialize(before));
        File.Move(Note + ".new", Note, overwrite: true);
    }

    private Dictionary<string, string> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Note)) ?? [];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return [];
        }
    }
}
