using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.Liblxc.Functions;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc;

/// <summary>
/// After a fork by the program only the forking thread is left in the child, and the runtime there waits for ever for
/// threads that are gone. So a child loads a copy of this library of its own, from a memory file, since the dynamic
/// linker knows the first one by its inode; what is called here is handed on to it.
/// </summary>
internal static unsafe class ForkedChild
{
    private const string Adopt = "orchestrator_liblxc_adopt", IsCopyOf = "orchestrator_liblxc_is_copy_of";
    private const int RoomWithoutCollection = 16 << 20;

    private static readonly nint Owner = RawProcess.getpid();
    private static readonly Lock Loading = new();

    private static readonly string[] Exports =
    [
        "lxc_container_new", "lxc_container_get", "lxc_container_put", "list_defined_containers", "list_active_containers",
        "list_all_containers", Adopt, IsCopyOf,
    ];

    private static readonly Dictionary<string, nint> Entries = new(StringComparer.Ordinal);
    private static nint _copyOf;
    private static bool _rests;

    // Of the library that the program itself loaded; null in that one.
    private static delegate* unmanaged<byte*, nint> _first;

    public static bool Is => RawProcess.getpid() != Owner;

    /// <summary>Told to a copy: who is asked for the copy of a further child.</summary>
    public static void IsCopy(delegate* unmanaged<byte*, nint> first) => _first = first;

    /// <summary>Whether the struct was handed to the copy, or is of its own making.</summary>
    public static bool HasCopied(lxc_container* c) => Is && c is not null && _copyOf == RawProcess.getpid()
        && (nint)c->is_defined != (nint)FunctionTable.IsDefined;

    /// <summary>In a child: puts the copy behind the struct, through which the call then goes on.</summary>
    public static bool Takes(lxc_container* c)
    {
        if (!Is || Containers.Find(c) is not { } container)
            return false;
        var adopt = (delegate* unmanaged<lxc_container*, byte*, byte>)Function(Adopt);
        if (adopt is null)
            return false;
        var configuration = container.Configuration;
        var text = configuration.IsEmpty ? null : Text.New(configuration.Text);
        var taken = adopt(c, text) != 0;
        NativeMemory.Free(text);
        return taken;
    }

    /// <summary>A function of the copy; null when there is none or this is no child.</summary>
    public static nint Function(string name)
    {
        if (!Is)
            return 0;
        try
        {
            return Copy().GetValueOrDefault(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SystemCallException or DllNotFoundException
            or BadImageFormatException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    private static Dictionary<string, nint> Copy()
    {
        lock (Loading)
        {
            if (_copyOf == RawProcess.getpid())
                return Entries;
            Rest();
            if (_first is not null)
                AskTheFirst();
            else
                Load();
            _copyOf = RawProcess.getpid();
            return Entries;
        }
    }

    private static void Load()
    {
        var file = LibraryFile.Place;
        using var memory = MemoryFile.Create("liblxc", []);
        Fill(memory.Number, file);
        // By a name that no ancestor used: the dynamic linker knows what it loaded by its name too.
        var copy = NativeLibrary.Load($"/proc/{RawProcess.getpid()}/fd/{memory.Number}");
        foreach (var name in Exports)
            Entries[name] = NativeLibrary.GetExport(copy, name);
        var told = (delegate* unmanaged<byte*, delegate* unmanaged<byte*, nint>, void>)Entries[IsCopyOf];
        var text = Text.New(file);
        told(text, &HolderFunctions.OfCopy);
        NativeMemory.Free(text);
    }

    // A copy that was forked in its turn: the program calls the first one too, and both must mean the same copy.
    private static void AskTheFirst()
    {
        foreach (var name in Exports)
        {
            var text = Text.New(name);
            Entries[name] = _first(text);
            NativeMemory.Free(text);
        }
    }

    // The list of this runtime's threads lies in their stacks, which libc gives to the threads of the copy: from then on
    // there must be no collection here. Little is allocated here any more, and this is the room for it. If the program has
    // made threads in the child before, it is too late for that last collection.
    private static void Rest()
    {
        if (_rests || Directory.EnumerateDirectories("/proc/self/task").Count() > 1)
            return;
        _rests = true;
        try
        {
            GC.TryStartNoGCRegion(RoomWithoutCollection);
        }
        catch (InvalidOperationException)
        {
            // The program was forked by attach, which has done so.
        }
    }

    private static void Fill(int memory, string file)
    {
        using var source = File.OpenHandle(file);
        var from = (nint)source.DangerousGetHandle();
        for (var left = RandomAccess.GetLength(source); left > 0;)
        {
            var sent = RawFile.sendfile(memory, from, (nint)left);
            if (sent <= 0)
                throw new SystemCallException("sendfile", (int)-sent, $"Copying {file}");
            left -= sent;
        }
    }
}
