using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm.AppArmor;
using Orchestrator.Isolation.Lsm.Landlock;
using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lsm;

/// <summary>
/// Mandatory access control of a node's containers. What is asked for and cannot be had is refused; what is not asked
/// for is applied wherever the host has it.
/// </summary>
internal sealed class LsmStage(LsmHost host) : IDisposable
{
    private readonly AppArmorStage _appArmor = new(host);
    private readonly SelinuxStage _selinux = new(host);

    /// <summary>Null, or why the container cannot be confined as asked. The level is what has to be recorded with it.</summary>
    public string? Prepare(Guid id, ContainerSpec spec, out string? level)
    {
        level = null;
        if ((LandlockCheck.Check(spec.Security.Landlock, host.Landlock) ?? _appArmor.Prepare(id, spec)) is { } refused)
            return refused;
        level = _selinux.Prepare(id, spec, out var problem);
        return problem;
    }

    /// <summary>Takes the level that the journal says a container has.</summary>
    public bool Reserve(Guid id, PreparedContainer prepared) =>
        prepared.SelinuxLevel is not { } level || host.Levels.Reserve(id, level);

    /// <summary>The labels for a start, or for an exec into what runs; null with the problem.</summary>
    public SecurityLabels? Enter(Guid id, ContainerSpec spec, PreparedContainer prepared, bool running, out string? problem)
    {
        var profile = _appArmor.Enter(id, spec, running, out problem);
        if (problem is not null)
            return null;
        var labels = _selinux.Labels(spec, prepared.SelinuxLevel, out problem);
        return problem is not null ? null : labels with
        {
            AppArmor = profile, AppArmorFolder = host.AppArmor?.AttributeFolder ?? SecurityLabels.None.AppArmorFolder,
        };
    }

    /// <summary>The label for a volume that shall be relabelled; null where that has no meaning.</summary>
    public string? Volume(ContainerSpec spec, SecurityLabels labels, string relabel) => _selinux.Volume(spec, labels, relabel);

    /// <summary>
    /// Whether the payload has the labels that were asked for (CVE-2025-52881: a kernel file that is none). Null: it has, or
    /// it has ended.
    /// </summary>
    public string? Verify(int pid, SecurityLabels labels, ContainerSpec spec)
    {
        // PID 1 of the engine's own keeps its label in SELinux, whose policies let nobody change it without execve.
        var payload = spec.Init && labels.Process is not null ? ProcessChildren.First(pid) ?? pid : pid;
        var number = payload.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (labels.AppArmor is { } profile && ProcessLabel.AppArmor(number, labels.AppArmorFolder) is { } entered
            && entered != profile && !entered.StartsWith(profile + " (", StringComparison.Ordinal)
            && !entered.StartsWith(profile + "//", StringComparison.Ordinal) && spec.Security.AppArmor?.Profile is null)
        {
            return $"The payload runs under the AppArmor label '{entered}' instead of {profile}.";
        }
        if (labels.Process is { } process && spec.Security.Selinux?.Type is null
            && ProcessLabel.Selinux(number) is { } shown && shown != process)
        {
            return $"The payload runs under the SELinux label {shown} instead of {process}.";
        }
        return null;
    }

    /// <summary>After the container's end, for good.</summary>
    public void Free(Guid id)
    {
        _appArmor.Remove(id);
        host.Levels.Free(id);
    }

    public void Dispose() => host.Dispose();

    public void RemoveStrangers(IReadOnlySet<Guid> known) => _appArmor.RemoveStrangers(known);
}
