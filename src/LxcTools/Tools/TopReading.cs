using System.Globalization;
using Orchestrator.Lxc;

namespace Orchestrator.LxcTools.Tools;

/// <summary>One container's counters as lxc-top shows them, from the files of its cgroups, of both versions.</summary>
/// <param name="Nanoseconds">CPU time.</param>
/// <param name="System">CPU time in the kernel, in ticks of 1/100 s.</param>
/// <param name="User">CPU time in programs, in ticks of 1/100 s.</param>
/// <param name="ReadBytes">Read from block devices.</param>
/// <param name="Operations">Reads and writes of block devices.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="WithSwap">Memory and swap, bytes.</param>
/// <param name="KernelMemory">Bytes.</param>
internal sealed record TopReading(
    string Name, long Nanoseconds, long System, long User, long ReadBytes, long WrittenBytes, long Operations, long Memory, long WithSwap, long KernelMemory)
{
    private const int NanosecondsOfTick = 10_000_000, MicrosecondsOfTick = 10_000;

    public long BlockBytes => ReadBytes + WrittenBytes;

    public static TopReading Of(LxcContainer container)
    {
        var cpu = Fields(container.GetCgroupItem("cpu.stat"));
        var ticks = Fields(container.GetCgroupItem("cpuacct.stat"));
        var bytes = Operation(container.GetCgroupItem("blkio.throttle.io_service_bytes"));
        var counts = Operation(container.GetCgroupItem("blkio.throttle.io_serviced"));
        var io = IoStat(container.GetCgroupItem("io.stat"));
        var memory = Number(container.GetCgroupItem("memory.current") ?? container.GetCgroupItem("memory.usage_in_bytes"));
        var nanoseconds = container.GetCgroupItem("cpuacct.usage") is { } usage ? Number(usage) : Get(cpu, "usage_usec") * 1000;
        return new TopReading(
            container.Name,
            nanoseconds,
            ticks.Count > 0 ? Get(ticks, "system") : Get(cpu, "system_usec") / MicrosecondsOfTick,
            ticks.Count > 0 ? Get(ticks, "user") : Get(cpu, "user_usec") / MicrosecondsOfTick,
            Get(bytes, "Read") + Get(io, "rbytes"),
            Get(bytes, "Write") + Get(io, "wbytes"),
            Get(counts, "Read") + Get(counts, "Write") + Get(io, "rios") + Get(io, "wios"),
            memory,
            container.GetCgroupItem("memory.swap.current") is { } swap ? memory + Number(swap)
                : container.GetCgroupItem("memory.memsw.usage_in_bytes") is { } both ? Number(both) : memory,
            container.GetCgroupItem("memory.kmem.usage_in_bytes") is { } kernel ? Number(kernel)
                : Get(Fields(container.GetCgroupItem("memory.stat")), "kernel"));
    }

    public static TopReading Sum(string name, IReadOnlyList<TopReading> all) => new(
        name, all.Sum(one => one.Nanoseconds), all.Sum(one => one.System), all.Sum(one => one.User), all.Sum(one => one.ReadBytes),
        all.Sum(one => one.WrittenBytes), all.Sum(one => one.Operations), all.Sum(one => one.Memory), all.Sum(one => one.WithSwap), all.Sum(one => one.KernelMemory));

    /// <summary>Seconds.</summary>
    public double Cpu => (double)Nanoseconds / (NanosecondsOfTick * 100.0);

    private static long Get(Dictionary<string, long> fields, string name) => fields.GetValueOrDefault(name);

    private static long Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Lines of a name and a number.</summary>
    private static Dictionary<string, long> Fields(string? text)
    {
        var fields = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var words in (text ?? "").Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 2))
            fields[words[0]] = Number(words[1]);
        return fields;
    }

    /// <summary>Lines of a device, an operation and a number, which v1 ends with a total.</summary>
    private static Dictionary<string, long> Operation(string? text)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var words in (text ?? "").Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3))
            sums[words[1]] = sums.GetValueOrDefault(words[1]) + Number(words[2]);
        return sums;
    }

    /// <summary>Lines of a device and NAME=NUMBER.</summary>
    private static Dictionary<string, long> IoStat(string? text)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var words in (text ?? "").Split([' ', '\n']).Select(word => word.Split('=')).Where(words => words.Length == 2))
            sums[words[0]] = sums.GetValueOrDefault(words[0]) + Number(words[1]);
        return sums;
    }
}
