using System.Globalization;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Block devices as users name them: a path such as /dev/vda, or MAJOR:MINOR.</summary>
internal static class BlockDevice
{
    /// <summary><c>MAJOR:MINOR</c>, or null with the reason.</summary>
    public static string? Find(string device, out string? problem)
    {
        problem = null;
        if (device.Split(':') is [var major, var minor] && IsNumber(major) && IsNumber(minor))
            return device;
        if (!device.StartsWith('/'))
        {
            problem = $"'{device}' is no block device: give its path, such as /dev/vda, or MAJOR:MINOR.";
            return null;
        }
        if (DeviceNumber.Of(device) is not { } found || found.Kind != 'b')
        {
            problem = $"{device} is no block device of this host (lsblk shows them).";
            return null;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{found.Major}:{found.Minor}");
    }

    private static bool IsNumber(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
