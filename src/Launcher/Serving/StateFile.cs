using System.Runtime.CompilerServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// What the next launcher has to know when this one is killed: a table of records in a mapped file of the run folder.
/// Writing one is a store to memory, and the page cache outlives the process. A reboot ends every process, so the file
/// counts only under the boot that it was written in. An orderly end removes it.
/// </summary>
internal sealed unsafe class StateFile
{
    private const int Records = 32_768; // more than a launcher may have descriptors
    private const int HeaderBytes = 128;
    private const int BootIdOffset = 16, BootIdBytes = 36;
    private const uint Version = 1;
    private readonly byte* _file;
    private readonly Stack<int> _free = new(Records);

    private StateFile(byte* file) => _file = file;

    public static StateFile Open(nint directory)
    {
        var fd = Must.Succeed("open launcher.state", RawFile.openat(directory, ChildRoot.Text("launcher.state"u8),
            RawFile.O_RDWR | RawFile.O_CREAT | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW, 0x180));
        const nint Size = HeaderBytes + ((nint)Records * StateRecord.Bytes);
        Must.Succeed("ftruncate launcher.state", RawFile.ftruncate(fd, Size));
        var file = (byte*)Must.Succeed("mmap launcher.state",
            RawMemory.MapFile(fd, Size, RawMemory.PROT_READ | RawMemory.PROT_WRITE));
        RawFile.close(fd);
        RawMemory.madvise(file, Size, RawMemory.MADV_DONTFORK);
        var state = new StateFile(file);
        var boot = stackalloc byte[BootIdBytes];
        ReadBootId(boot);
        var same = *(uint*)file == PlanFormat.Magic && *(uint*)(file + 4) == Version && *(uint*)(file + 8) == StateRecord.Bytes
            && new ReadOnlySpan<byte>(file + BootIdOffset, BootIdBytes).SequenceEqual(new ReadOnlySpan<byte>(boot, BootIdBytes));
        if (!same)
        {
            for (var i = 0; i < Records; i++)
                Clear(state.At(i));
            *(uint*)(file + 4) = Version;
            *(uint*)(file + 8) = StateRecord.Bytes;
            Unsafe.CopyBlock(file + BootIdOffset, boot, BootIdBytes);
            Volatile.Write(ref *(uint*)file, PlanFormat.Magic);
        }
        for (var i = Records - 1; i >= 0; i--)
        {
            if (state.At(i)->State == StateRecord.Free)
                state._free.Push(i);
        }
        return state;
    }

    /// <summary>Numbers of the records that an earlier launcher left.</summary>
    public List<int> Left()
    {
        var left = new List<int>();
        for (var i = 0; i < Records; i++)
        {
            if (At(i)->State != StateRecord.Free)
                left.Add(i);
        }
        return left;
    }

    public StateRecord* At(int record) => (StateRecord*)(_file + HeaderBytes + ((nint)record * StateRecord.Bytes));

    /// <summary>-1 when the table is full: the process is then not found again after a loss.</summary>
    public int Add(ProcessEntry entry)
    {
        if (!_free.TryPop(out var record))
            return -1;
        var at = At(record);
        at->Pid = entry.Pid;
        at->StartTicks = entry.StartTicks;
        at->Exit = default;
        at->Exit.Key = entry.Key;
        at->Exit.IsExec = entry.IsExec ? 1u : 0;
        // Last, so that a record counts only once it is whole.
        Volatile.Write(ref at->State, StateRecord.Started);
        return record;
    }

    /// <summary>The start of the process is known by now.</summary>
    public void Started(ProcessEntry entry)
    {
        if (entry.Record >= 0)
            At(entry.Record)->StartTicks = entry.StartTicks;
    }

    public void Ended(ProcessEntry entry)
    {
        if (entry.Record < 0)
            return;
        var at = At(entry.Record);
        at->Exit = entry.Exit;
        Volatile.Write(ref at->State, StateRecord.Ended);
    }

    public void Remove(ProcessEntry entry)
    {
        if (entry.Record < 0)
            return;
        Clear(At(entry.Record));
        _free.Push(entry.Record);
        entry.Record = -1;
    }

    /// <summary>Untouched records stay holes of the file.</summary>
    private static void Clear(StateRecord* record)
    {
        if (record->State != StateRecord.Free)
            Volatile.Write(ref record->State, StateRecord.Free);
    }

    private static void ReadBootId(byte* boot)
    {
        var fd = Must.Succeed("open boot_id", RawFile.openat(RawFile.AT_FDCWD,
            ChildRoot.Text("/proc/sys/kernel/random/boot_id"u8), RawFile.O_RDONLY | RawFile.O_CLOEXEC));
        Must.Succeed("read boot_id", RawFile.read(fd, boot, BootIdBytes));
        RawFile.close(fd);
    }
}
