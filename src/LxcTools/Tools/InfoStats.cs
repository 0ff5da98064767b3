using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Lxc;

namespace Orchestrator.LxcTools.Tools;

/// <summary>The counters of lxc-info, from the files of the container's cgroups and of the host's network devices.</summary>
internal static class InfoStats
{
    public static void Write(ToolCall call, LxcContainer container, ContainerView? view, Action<string, string> line, bool raw)
    {
        if (CpuSeconds(container) is { } cpu)
            line("CPU use", raw ? ((long)(cpu * 1e9)).ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{cpu:0.00} seconds"));
        if (container.GetCgroupItem("blkio.throttle.io_service_bytes") is { } io)
            line("BlkIO use", Size(Total(io), raw));
        if (Number(container.GetCgroupItem("memory.current") ?? container.GetCgroupItem("memory.usage_in_bytes")) is { } memory)
            line("Memory use", Size(memory, raw));
        if (Number(container.GetCgroupItem("memory.kmem.usage_in_bytes")) is { } kernel)
            line("KMem use", Size(kernel, raw));
        if (view?.Usage?.Network is { } network && (container.GetInterfaces()?.Any(name => name != "lo") ?? false))
        {
            line("TX bytes", Size(network.TxBytes, raw));
            line("RX bytes", Size(network.RxBytes, raw));
            line("Total bytes", Size(network.TxBytes + network.RxBytes, raw));
        }
    }

    /// <summary>As LXC writes sizes: two places and a binary unit.</summary>
    public static string Size(long bytes, bool raw) => raw ? bytes.ToString(CultureInfo.InvariantCulture) : bytes switch
    {
        < 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1L << 20 => Unit(bytes, 10, "KiB"),
        < 1L << 30 => Unit(bytes, 20, "MiB"),
        < 1L << 40 => Unit(bytes, 30, "GiB"),
        _ => Unit(bytes, 40, "TiB"),
    };

    private static string Unit(long bytes, int shift, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << shift):0.00} {unit}");

    private static double? CpuSeconds(LxcContainer container)
    {
        if (Number(container.GetCgroupItem("cpuacct.usage")) is { } nanoseconds)
            return nanoseconds / 1e9;
        var line = container.GetCgroupItem("cpu.stat")?.Split('\n').FirstOrDefault(text => text.StartsWith("usage_usec ", StringComparison.Ordinal));
        return Number(line?.Split(' ')[1]) / 1e6;
    }

    private static long Total(string lines) =>
        Number(lines.Split('\n').LastOrDefault(text => text.StartsWith("Total ", StringComparison.Ordinal))?.Split(' ')[1]) ?? 0;

    private static long? Number(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
