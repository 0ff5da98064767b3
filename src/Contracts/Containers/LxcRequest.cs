using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>An LXC configuration. The client reads it, so that the caller's rights decide which files are read.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LxcRequest
{
    /// <summary>The configuration as it is written, includes not expanded: what <c>inspect --format lxc</c> gives back.</summary>
    public string Text { get; set; } = "";

    /// <summary>Every setting in order, those of included files in the place of the include.</summary>
    public IReadOnlyList<LxcItemRequest> Items { get; set; } = [];

    /// <summary>Without lxc.rootfs.path it has the host's root, as lxc-execute does it; false: that is refused.</summary>
    public bool HostRoot { get; set; }

    /// <summary>Texts of the files that lxc.mount.fstab and lxc.seccomp.profile name, by their paths there.</summary>
    public IReadOnlyDictionary<string, string> Files { get; set; } = new Dictionary<string, string>();

    /// <summary>The caller's values of variables that the configuration names without one.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();
}
