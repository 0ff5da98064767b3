using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Docker's words for namespaces: private, host, container:NAME; and a pid, or the path of a namespace.</summary>
internal static class NamespaceMapper
{
    /// <exception cref="BadRequestException">A word is none of these.</exception>
    public static NamespaceSpec Map(ContainerRequest request)
    {
        var joined = new Dictionary<string, string>(StringComparer.Ordinal);
        var host = new List<string>();
        var user = Word(joined, "userns", "user", request.Userns) == "host" ? UserNamespaceMode.Host : UserNamespaceMode.Private;
        var network = Word(joined, "network", "net", request.Network) == "host" ? NetworkMode.Host : NetworkMode.None;
        foreach (var (field, kind, word) in (ReadOnlySpan<(string, string, string?)>)
            [
                ("pid", "pid", request.Pid), ("ipc", "ipc", request.Ipc), ("uts", "uts", request.Uts), ("cgroupns", "cgroup", request.Cgroupns),
            ])
        {
            if (Word(joined, field, kind, word) == "host")
                host.Add(kind);
        }
        foreach (var (field, kind, word) in (ReadOnlySpan<(string, string, string?)>)[("mntns", "mnt", request.Mntns), ("timens", "time", request.Timens)])
        {
            if (Word(joined, field, kind, word) == "host" && kind == "mnt")
                throw new BadRequestException("the host's mount namespace is not shared: a container has a root of its own");
        }
        return new NamespaceSpec
        {
            User = user,
            Network = network,
            Host = host.Count > 0 ? host : null,
            Join = joined.Count > 0 ? joined : null,
        };
    }

    /// <summary>private or host; what is shared goes into the dictionary.</summary>
    private static string Word(Dictionary<string, string> joined, string field, string kind, string? word)
    {
        switch (word)
        {
            case null or "" or "private":
            case "none" when kind == "net":
                return "private";
            case "host":
                return word;
        }
        if (word[0] == '/' || NamespaceSource.Name(word) is { Length: > 0 })
            joined[kind] = word;
        else if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
            joined[kind] = $"/proc/{pid}/ns/{kind}";
        else
            throw new BadRequestException($"'{field}' must be {(kind == "net" ? "none" : "private")}, host, container:NAME, a pid or the path of a namespace, not '{word}'");
        return "private";
    }
}
