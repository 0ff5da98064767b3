using System.Net;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>What stands in files line by line must not bring lines of its own.</summary>
internal static class NameSpecCheck
{
    public const string Gateway = "host-gateway";
    private const int Most = 256;

    public static string? Check(ContainerSpec spec)
    {
        if (spec.Names is not { } names)
            return null;
        if (spec.Lxc is not null)
            return "An LXC container has the name files of its own root. Leave --dns, --dns-search, --dns-option and --add-host out.";
        if (new[] { names.Servers, names.Search, names.Options, names.Hosts }.Any(list => list?.Count > Most))
            return $"There are more than {Most} name servers, domains or hosts.";
        if (names.Servers?.FirstOrDefault(server => !IPAddress.TryParse(server, out _)) is { } noServer)
            return $"The name server '{noServer}' is not an IP address.";
        if ((names.Search ?? []).Concat(names.Options ?? []).FirstOrDefault(word => word.Length is 0 or > 255 || word.Any(c => c <= ' ' || c > '~')) is { } noWord)
            return $"'{noWord}' cannot stand in resolv.conf: it is one word.";
        foreach (var host in names.Hosts ?? [])
        {
            var colon = host.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || host[..colon].Any(c => c <= ' ' || c is > '~' or '#') || (host[(colon + 1)..] != Gateway && !IPAddress.TryParse(host[(colon + 1)..], out _)))
                return $"'{host}' is not a host for /etc/hosts: it is NAME:ADDRESS, or NAME:{Gateway}.";
        }
        return null;
    }
}
