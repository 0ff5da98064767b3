using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>Device nodes of the container's own.</summary>
internal static class DeviceCheck
{
    private const int MostMinor = (1 << 20) - 1, MostMajor = (1 << 12) - 1;

    public static string? Check(ContainerSpec spec)
    {
        foreach (var node in spec.Devices ?? [])
        {
            if (PathCheck.Check(node.Path, "path of a device") is { } bad)
                return bad;
            if (node.Kind is not ('b' or 'c' or 'p'))
                return $"The device {node.Path} is of kind '{node.Kind}'; known are b, c and p.";
            if (node.Kind != 'p' && (node.Major is < 0 or > MostMajor || node.Minor is < 0 or > MostMinor))
                return $"The device {node.Path} has the number {node.Major}:{node.Minor}, which no device can have.";
            if (node.Mode is < 0 or > 0b111_111_111)
                return $"The mode of the device {node.Path} is not from 0 to 0777 (octal).";
            if (!DeviceRuleSpec.IsAccess(node.Access))
                return $"The access to the device {node.Path} is '{node.Access}'; give some of r, w and m.";
        }
        return null;
    }
}
