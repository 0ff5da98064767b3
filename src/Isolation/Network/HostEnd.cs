namespace Orchestrator.Isolation.Network;

/// <summary>
/// Kernel parameters of the host's end of a pair (ip-sysctl in the kernel's documents): they are the device's own and go with
/// it, so nothing of the host is changed for good.
/// </summary>
internal static class HostEnd
{
    /// <summary>The host routes for what is behind it, and believes no router there.</summary>
    public static bool Routing(string device)
    {
        Write("ipv4", device, "forwarding", "1");
        Write("ipv4", device, "proxy_arp", "1");
        Write("ipv4", device, "accept_redirects", "0");
        Write("ipv6", device, "accept_ra", "0");
        Write("ipv6", device, "autoconf", "0");
        Write("ipv6", device, "accept_redirects", "0");
        Write("ipv6", device, "forwarding", "1");
        Write("ipv6", device, "proxy_ndp", "1");
        return true;
    }

    private static void Write(string family, string device, string parameter, string value)
    {
        // A dot in the name is no part of a path here; a host without IPv6 has no such file.
        var path = $"/proc/sys/net/{family}/conf/{device}/{parameter}";
        if (File.Exists(path))
            File.WriteAllText(path, value);
    }
}
