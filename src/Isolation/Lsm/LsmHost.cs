using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Lsm.AppArmor;
using Orchestrator.Isolation.Lsm.Selinux;

namespace Orchestrator.Isolation.Lsm;

/// <summary>The security modules of this host that can be used, each null where it is not active, and what they need on the node.</summary>
internal sealed class LsmHost : IDisposable
{
    public LsmHost(string root)
    {
        Prefix = CgroupNode.ParentNameFor(root) + ".";
        AppArmor = AppArmorPolicy.Open();
        Parser = new AppArmorParser(root);
        Selinux = SelinuxPolicy.Open();
        Levels = new CategoryAllocator(root);
        Landlock = Kernel.Landlock.Version();
        Unconfined = OwnAppArmor(AppArmor) is null or "unconfined";
    }

    /// <summary>What the names of this node's profiles begin with.</summary>
    public string Prefix { get; }

    public AppArmorPolicy? AppArmor { get; }

    public AppArmorParser Parser { get; }

    public SelinuxPolicy? Selinux { get; }

    public CategoryAllocator Levels { get; }

    /// <summary>Landlock's ABI.</summary>
    public int? Landlock { get; }

    /// <summary>The engine itself runs without an AppArmor profile.</summary>
    public bool Unconfined { get; }

    public string ProfileName(Guid id) => $"{Prefix}{id:N}";

    public void Dispose()
    {
        AppArmor?.Dispose();
        Selinux?.Dispose();
    }

    private static string? OwnAppArmor(AppArmorPolicy? policy) =>
        policy is null ? null : ProcessLabel.AppArmor("self", policy.AttributeFolder)?.Split(' ')[0];
}
