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
    private static readonly nint Owner = RawProcess.getpid();
    private static readonly Lock Loading = new();
    private static nint _copy;
    private static nint _copyOf;

    public static bool Is => RawProcess.getpid() != Owner;

    /// <summary>Whether the struct was handed to the copy, or is of its own making.</summary>
    public static bool HasCopied(lxc_container* c) => Is && c is not null && _copyOf == RawProcess.getpid()
        && (nint)c->is_defined != (nint)FunctionTable.IsDefined;

    /// <summary>In a child: puts the copy behind the struct, through which the call then goes on.</summary>
    public static bool Takes(lxc_container* c)
    {
        if (!Is || Containers.Find(c) is not { } container)
            return false;
        var adopt = (delegate* unmanaged<lxc_container*, byte*, byte>)Function("orchestrator_liblxc_adopt");
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
        try
        {
            return Is && Copy() is var copy and not 0 ? NativeLibrary.GetExport(copy, name) : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SystemCallException or DllNotFoundException
            or BadImageFormatException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    private static nint Copy()
    {
        lock (Loading)
        {
            if (_copyOf == RawProcess.getpid())
                return _copy;
            var file = LibraryFile.Place;
            using var memory = MemoryFile.Create("liblxc", File.ReadAllBytes(file));
            // By a name that no ancestor used: the dynamic linker knows what it loaded by its name too.
            _copy = NativeLibrary.Load($"/proc/{RawProcess.getpid()}/fd/{memory.Number}");
            _copyOf = RawProcess.getpid();
            var told = (delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(_copy, "orchestrator_liblxc_is_copy_of");
            var name = Text.New(file);
            told(name);
            NativeMemory.Free(name);
            return _copy;
        }
    }
}
