using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Functions;
using Orchestrator.Liblxc.Native;
using Orchestrator.Lxc;

namespace Orchestrator.Liblxc;

/// <summary>Which container stands behind which struct.</summary>
internal static unsafe class Containers
{
    private static readonly ConcurrentDictionary<nint, LxcContainer> Known = new();

    /// <summary>Null for a pointer that this library did not give out, or that was freed.</summary>
    public static LxcContainer? Find(lxc_container* c) => c is not null && Known.TryGetValue((nint)c, out var container) ? container : null;

    /// <summary>A struct with one holder.</summary>
    public static lxc_container* New(LxcContainer container)
    {
        var c = (lxc_container*)NativeMemory.AllocZeroed(lxc_container.Bytes);
        c->numthreads = 1;
        c->daemonize = 1;
        Adopt(c, container);
        Show(c, container);
        return c;
    }

    /// <summary>Puts a container and this copy of the library behind a struct.</summary>
    public static void Adopt(lxc_container* c, LxcContainer container)
    {
        FunctionTable.Fill(c);
        Known[(nint)c] = container;
    }

    /// <summary>What programs read in the struct itself.</summary>
    public static void Show(lxc_container* c, LxcContainer container)
    {
        lock (container)
        {
            Put(&c->name, container.Name);
            Put(&c->configfile, container.ConfigFile);
            Put(&c->config_path, container.ConfigPath);
            Put(&c->error_string, container.ErrorString);
            c->error_num = container.ErrorNum;
        }
    }

    public static bool Hold(lxc_container* c)
    {
        if (Find(c) is null)
            return false;
        for (var seen = Volatile.Read(ref c->numthreads); seen > 0; seen = Volatile.Read(ref c->numthreads))
        {
            if (Interlocked.CompareExchange(ref c->numthreads, seen + 1, seen) == seen)
                return true;
        }
        return false;
    }

    /// <summary>1: it was the last holder and all is freed; 0: others hold it still; -1: nobody held it.</summary>
    public static int Release(lxc_container* c)
    {
        if (Find(c) is not { } container)
            return -1;
        if (Interlocked.Decrement(ref c->numthreads) > 0)
            return 0;
        if (!Known.TryRemove((nint)c, out _))
            return -1;
        container.Dispose();
        NativeMemory.Free(c->name);
        NativeMemory.Free(c->configfile);
        NativeMemory.Free(c->pidfile);
        NativeMemory.Free(c->error_string);
        NativeMemory.Free(c->config_path);
        NativeMemory.Free(c);
        return 1;
    }

    // A text that stays the same keeps its place: another thread of the program may be reading it.
    private static void Put(byte** place, string? text)
    {
        if (*place is not null && Text.Of(*place) == text)
            return;
        var before = *place;
        *place = Text.New(text);
        NativeMemory.Free(before);
    }
}
