using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// Reads in the kernel's log whom the OOM killer ended and whose limit that was: the counters of a cgroup tell only how many
/// (mm/oom_kill.c, dump_oom_victim; Documentation/ABI/testing/dev-kmsg).
/// </summary>
internal sealed class KernelLog : IDisposable
{
    private const string Device = "/dev/kmsg";
    private const string Mark = "oom-kill:constraint=";

    private readonly Channel<OomKill> _kills = Channel.CreateUnbounded<OomKill>();
    private readonly string _parent;
    private readonly TimeProvider _time;
    private readonly Descriptor? _log;
    private readonly Thread? _thread;
    private volatile bool _stopped;

    public KernelLog(string parent, TimeProvider time, Action<string> notice)
    {
        _parent = parent;
        _time = time;
        using var devices = DirectoryHandle.Open("/dev");
        _log = devices.TryOpenFile("kmsg", Fcntl.O_RDONLY | Fcntl.O_NONBLOCK, out var errno);
        if (_log is null)
        {
            notice($"{Device} cannot be read ({Errno.Name(errno)}): who runs out of memory is counted, but not which process it was.");
            return;
        }
        // What happened before is no news.
        Fcntl.lseek(_log.Number, 0, SeekEnd);
        _thread = new Thread(Read) { IsBackground = true, Name = "kernel log" };
        _thread.Start();
    }

    private const int SeekEnd = 2;

    public ChannelReader<OomKill> Kills => _kills.Reader;

    /// <summary>
    /// <c>oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=…,mems_allowed=0,oom_memcg=/P/G,task_memcg=/P/G,task=awk,pid=7,uid=0</c>
    /// </summary>
    public static OomKill? Parse(string line, string parent, DateTimeOffset at)
    {
        var from = line.IndexOf(Mark, StringComparison.Ordinal);
        if (from < 0)
            return null;
        var text = line.AsSpan(from).TrimEnd();
        var own = Value(text, "task_memcg=");
        if (Group(own, parent) is not { } group || CgroupNode.ParseGroupName(group.ToString()) is not { } attempt
            || !int.TryParse(Value(text, "pid="), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return null;
        var limit = Value(text, "oom_memcg=");
        var level = limit.IsEmpty || !Below(limit, parent) ? "host" : Group(limit, parent) is null ? "node" : "container";
        // A process may be called anything, also a text with commas.
        var name = text.IndexOf(",task=", StringComparison.Ordinal) is >= 0 and var at1 && text.LastIndexOf(",pid=", StringComparison.Ordinal) is var at2 && at2 > at1
            ? text[(at1 + 6)..at2].ToString()
            : "";
        return new OomKill(
            attempt.Id, attempt.Attempt, level, name, pid,
            long.TryParse(Value(text, "uid="), NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : null, at);
    }

    public void Dispose()
    {
        _stopped = true;
        _thread?.Join();
        _log?.Dispose();
        _kills.Writer.TryComplete();
    }

    private unsafe void Read()
    {
        var record = new byte[8192];
        while (!_stopped)
        {
            var entry = new Poll.pollfd { fd = _log!.Number, events = Poll.POLLIN };
            // SAFETY: the struct lives on this stack frame for the length of the call.
            if (Poll.poll(&entry, 1, 500) <= 0)
                continue;
            int got;
            // One record a read; -EPIPE when some were overwritten before they were read.
            while ((got = ReadOne(record)) > 0 || got == -Errno.EPIPE)
            {
                if (got > 0 && Parse(Encoding.UTF8.GetString(record, 0, got), _parent, _time.GetUtcNow()) is { } kill)
                    _kills.Writer.TryWrite(kill);
            }
        }
    }

    private unsafe int ReadOne(byte[] into)
    {
        // SAFETY: the array is pinned for the length of the call.
        fixed (byte* pointer = into)
        {
            var got = (int)Unistd.read(_log!.Number, pointer, (nuint)into.Length);
            return got >= 0 ? got : -System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        }
    }

    private static bool Below(ReadOnlySpan<char> path, string parent)
    {
        foreach (var part in path.Split('/'))
        {
            if (path[part].SequenceEqual(parent))
                return true;
        }
        return false;
    }

    /// <summary>The part right below the parent; null for the parent itself and for what is elsewhere.</summary>
    private static ReadOnlyMemory<char>? Group(ReadOnlySpan<char> path, string parent)
    {
        var found = false;
        foreach (var part in path.Split('/'))
        {
            if (found)
                return path[part].ToString().AsMemory();
            found = path[part].SequenceEqual(parent);
        }
        return null;
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> text, string key)
    {
        // pid and uid stand last, behind a name that may hold anything.
        var at = key is "pid=" or "uid=" ? text.LastIndexOf("," + key, StringComparison.Ordinal) + 1 : text.IndexOf("," + key, StringComparison.Ordinal) + 1;
        if (at == 0)
            return default;
        var value = text[(at + key.Length)..];
        return value.IndexOf(',') is >= 0 and var end ? value[..end] : value;
    }
}
