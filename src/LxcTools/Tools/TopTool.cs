using System.Globalization;
using Orchestrator.Kernel;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class TopTool : Tool
{
    private const int OtherLines = 4, UsualRows = 24;
    private const byte CtrlC = 3;

    private static readonly ToolOption Delay = new('d', "delay", "SECONDS", "delay in seconds between refreshes (default: 3.0)");
    private static readonly ToolOption Batch = new('b', "batch", null, "output designed to capture to a file");
    private static readonly ToolOption Sort = new('s', "sort", "KEY", "sort by n (name), c (CPU use), b (block I/O use), m (memory use), s (memory and swap use), k (kernel memory use)");
    private static readonly ToolOption Reverse = new('r', "reverse", null, "sort in reverse (descending) order");

    public override string Name => "top";

    public override string Summary => "lxc-top monitors the state of the active containers";

    public override string Usage => "";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [Delay, Batch, Sort, Reverse];

    public override int Run(ToolCall call)
    {
        var order = (call.Get(Sort) ?? "n") is [var key] && IsOrder(key) ? key : throw new UsageException($"--sort wants one of n, c, b, m, s and k, not '{call.Get(Sort)}'");
        var seconds = call.Get(Delay) is not { } text ? 3
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) && given is > 0 and < 1e6 ? given
            : throw new UsageException($"--delay wants seconds, not '{text}'");
        return call.Has(Batch) ? RunBatch(call, TimeSpan.FromSeconds(seconds), order) : RunScreen(call, TimeSpan.FromSeconds(seconds), order);
    }

    private static int RunBatch(ToolCall call, TimeSpan delay, char order)
    {
        call.Data.WriteLine(TopTable.BatchHeader);
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var one in Read(call, order, call.Has(Reverse)))
                call.Data.WriteLine(TopTable.BatchLine(now, one));
            call.Data.Flush();
            CancellationToken.None.WaitHandle.WaitOne(delay);
        }
    }

    private static int RunScreen(ToolCall call, TimeSpan delay, char order)
    {
        using var raw = Terminal.MakeRaw(0);
        if (raw is null)
            return call.Fail("stdin is no terminal; --batch writes for files");
        var reverse = call.Has(Reverse);
        while (true)
        {
            call.Data.Write(TopTable.Screen(Read(call, order, reverse), Math.Max(1, (Terminal.Size(1)?.Rows ?? UsualRows) - OtherLines)));
            call.Data.Flush();
            switch (Key(delay))
            {
                case (byte)'q' or CtrlC or 0:
                    call.Data.Write("\r\n");
                    return 0;
                case (byte)'r':
                    reverse = !reverse;
                    break;
                case { } key when IsOrder((char)key):
                    // The same key again turns the order around.
                    (order, reverse) = ((char)key, order == (char)key && !reverse);
                    break;
            }
        }
    }

    /// <summary>Null: none came; 0: the terminal is gone.</summary>
    private static byte? Key(TimeSpan within)
    {
        if (!Terminal.WaitReadable(0, within))
            return null;
        Span<byte> key = stackalloc byte[1];
        return Terminal.Read(0, key) == 1 ? key[0] : (byte)0;
    }

    private static IReadOnlyList<TopReading> Read(ToolCall call, char order, bool reverse)
    {
        var all = new List<TopReading>();
        foreach (var name in LxcContainer.ListActive(call.LxcPath))
        {
            using var container = call.Open(name);
            if (container is not null)
                all.Add(TopReading.Of(container));
        }
        IEnumerable<TopReading> sorted = order switch
        {
            'c' => all.OrderBy(one => one.Nanoseconds),
            'b' => all.OrderBy(one => one.BlockBytes),
            'm' => all.OrderBy(one => one.Memory),
            's' => all.OrderBy(one => one.WithSwap),
            'k' => all.OrderBy(one => one.KernelMemory),
            _ => all.OrderBy(one => one.Name, StringComparer.Ordinal),
        };
        return reverse ? [.. sorted.Reverse()] : [.. sorted];
    }

    private static bool IsOrder(char key) => key is 'n' or 'c' or 'b' or 'm' or 's' or 'k';
}
