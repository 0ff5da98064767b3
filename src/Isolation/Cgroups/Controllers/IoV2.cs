using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>
/// io.max, and io.weight, which exists where the iocost or BFQ policy is built in; without one every group weighs the same.
/// </summary>
internal sealed class IoV2 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan) =>
        Weights(parent, limits, plan) ?? Limits(parent, limits, plan);

    private static string? Weights(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.IoWeight is null && limits.IoWeights is null)
            return null;
        var name = ((string[])["io.weight", "io.bfq.weight"]).FirstOrDefault(file => parent.StatusOf(file) is not null);
        if (name is null)
            return "This kernel has no io.weight: neither iocost nor BFQ is built in. Leave the io weight out.";
        int Fit(int weight) => name == "io.weight" ? weight : Math.Clamp(weight, 1, 1000);
        if (limits.IoWeight is { } all)
            plan.Add(Knob.Of(parent, name, string.Create(CultureInfo.InvariantCulture, $"default {Fit(all)}")) with { Key = "default" });
        foreach (var (device, weight) in limits.IoWeights ?? [])
        {
            if (BlockDevice.Find(device, out var problem) is not { } number)
                return problem;
            plan.Add(Knob.Of(parent, name, $"{number} {Fit(weight)}") with { Key = number, Unset = $"{number} default" });
        }
        return null;
    }

    private static string? Limits(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var limit in limits.IoLimits ?? [])
        {
            if (BlockDevice.Find(limit.Device, out var problem) is not { } number)
                return problem;
            plan.Add(Knob.Of(parent, "io.max", number + Rates(limit)) with { Key = number, Unset = $"{number} rbps=max wbps=max riops=max wiops=max" });
        }
        return null;
    }

    /// <summary>What stands behind the device.</summary>
    public static string Rates(IoLimit limit) =>
        Part("rbps", limit.ReadBps) + Part("wbps", limit.WriteBps) + Part("riops", limit.ReadIops) + Part("wiops", limit.WriteIops);

    private static string Part(string key, long? rate) => rate switch
    {
        null => "",
        0 => $" {key}=max",
        _ => string.Create(CultureInfo.InvariantCulture, $" {key}={rate}"),
    };
}
