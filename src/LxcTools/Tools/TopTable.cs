using System.Globalization;

namespace Orchestrator.LxcTools.Tools;

/// <summary>The two forms of lxc-top.</summary>
internal static class TopTable
{
    private const string Clear = "\e[H\e[J", Heading = "\e[7m\e[1m", Plain = "\e[0m";

    public const string BatchHeader =
        "time_ms,container,cpu_nanos,cpu_sys_userhz,cpu_user_userhz,blkio_bytes,blkio_iops,mem_used_bytes,memsw_used_bytes,kernel_mem_used_bytes";

    public static string BatchLine(long milliseconds, TopReading one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{milliseconds},{one.Name},{one.Nanoseconds},{one.System},{one.User},{one.BlockBytes},{one.Operations},{one.Memory},{one.WithSwap},{one.KernelMemory}");

    /// <param name="rows">How many lines of containers fit.</param>
    public static string Screen(IReadOnlyList<TopReading> sorted, int rows)
    {
        var shown = sorted.Take(rows).ToList();
        string[] lines =
        [
            $"{Clear}{Heading}{"Container",-18} {"CPU",12} {"CPU",12} {"CPU",12} {"BlkIO",36} {"Mem",10} {"MemSw",10} {"KMem",10}",
            $"{"Name",-18} {"Used",12} {"Sys",12} {"User",12} {"Total(Read/Write)",36} {"Used",10} {"Used",10} {"Used",10}",
            .. shown.Select((one, at) => (at == 0 ? Plain : "") + Line(one)),
            (shown.Count == 0 ? Plain : "") + Line(TopReading.Sum($"TOTAL {shown.Count} of {sorted.Count}", sorted)),
        ];
        // The terminal is raw while keys are read.
        return string.Join("\r\n", lines);
    }

    /// <summary>Two places and a binary unit; a plain number keeps the unit's place free.</summary>
    private static string Size(long bytes) => bytes < 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes,3}.00   ")
        : InfoStats.Size(bytes, raw: false).PadLeft(10);

    private static string Line(TopReading one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{one.Name,-18} {one.Cpu,12:0.00} {one.System / 100.0,12:0.00} {one.User / 100.0,12:0.00} {$"{Size(one.BlockBytes)}({Size(one.ReadBytes)}/{Size(one.WrittenBytes)})",36} {Size(one.Memory),10} {Size(one.WithSwap),10} {Size(one.KernelMemory),10}");
}
