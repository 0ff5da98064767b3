using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;
using Orchestrator.Lxc;

namespace Orchestrator.Liblxc.Functions;

internal static unsafe class LifecycleFunctions
{
    private const int LXC_CREATE_QUIET = 1;

    [UnmanagedCallersOnly]
    public static byte Start(lxc_container* c, int useInit, byte** argv)
    {
        if (ForkedChild.Takes(c))
            return c->start(c, useInit, argv);
        return Start(c, useInit != 0, Text.Words(argv));
    }

    [UnmanagedCallersOnly]
    public static byte StartList(lxc_container* c, int useInit, byte* a, byte* b, byte* d, byte* e, byte* onStack)
    {
        var words = Variadic.Words([(nint)a, (nint)b, (nint)d, (nint)e], &onStack);
        if (!ForkedChild.Takes(c))
            return Start(c, useInit != 0, words.Count == 0 ? null : words);
        return Handed(words, argv => c->start(c, useInit, (byte**)argv));
    }

    [UnmanagedCallersOnly]
    public static byte Stop(lxc_container* c) => ForkedChild.Takes(c) ? c->stop(c) : Border.Bool(c, static x => x.Stop());

    [UnmanagedCallersOnly]
    public static byte Shutdown(lxc_container* c, int timeout) =>
        ForkedChild.Takes(c) ? c->shutdown(c, timeout) : Border.Bool(c, x => x.Shutdown(timeout));

    [UnmanagedCallersOnly]
    public static byte Reboot(lxc_container* c) => ForkedChild.Takes(c) ? c->reboot(c) : Border.Bool(c, static x => x.Reboot());

    [UnmanagedCallersOnly]
    public static byte Reboot2(lxc_container* c, int timeout) =>
        ForkedChild.Takes(c) ? c->reboot2(c, timeout) : Border.Bool(c, x => x.Reboot2(timeout));

    [UnmanagedCallersOnly]
    public static byte WantDaemonize(lxc_container* c, byte state)
    {
        if (Containers.Find(c) is null)
            return 0;
        c->daemonize = state == 0 ? (byte)0 : (byte)1;
        return Border.Bool(c, static _ => true);
    }

    [UnmanagedCallersOnly]
    public static byte WantCloseAllFds(lxc_container* c, byte state) => Border.Bool(c, x => x.WantCloseAllFds(state != 0));

    [UnmanagedCallersOnly]
    public static byte Create(lxc_container* c, byte* template, byte* storage, bdev_specs* specs, int flags, byte** argv)
    {
        if (ForkedChild.Takes(c))
            return c->create(c, template, storage, specs, flags, argv);
        return Create(c, Text.Of(template), Text.Of(storage), Specs(specs), flags, Text.Words(argv));
    }

    [UnmanagedCallersOnly]
    public static byte CreateList(lxc_container* c, byte* template, byte* storage, bdev_specs* specs, int flags, byte* a, byte* onStack)
    {
        var words = Variadic.Words([(nint)a], &onStack);
        if (!ForkedChild.Takes(c))
            return Create(c, Text.Of(template), Text.Of(storage), Specs(specs), flags, words);
        return Handed(words, argv => c->create(c, template, storage, specs, flags, (byte**)argv));
    }

    [UnmanagedCallersOnly]
    public static byte Destroy(lxc_container* c) => ForkedChild.Takes(c) ? c->destroy(c) : Border.Bool(c, static x => x.Destroy());

    [UnmanagedCallersOnly]
    public static byte DestroyWithSnapshots(lxc_container* c) =>
        ForkedChild.Takes(c) ? c->destroy_with_snapshots(c) : Border.Bool(c, static x => x.DestroyWithSnapshots());

    [UnmanagedCallersOnly]
    public static byte Rename(lxc_container* c, byte* newName)
    {
        if (ForkedChild.Takes(c))
            return c->rename(c, newName);
        return Text.Of(newName) is { Length: > 0 } name ? Border.Bool(c, x => x.Rename(name)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static lxc_container* Clone(
        lxc_container* c, byte* newName, byte* lxcPath, int flags, byte* storage, byte* data, ulong newSize, byte** hookArguments)
    {
        if (ForkedChild.Takes(c))
            return c->clone(c, newName, lxcPath, flags, storage, data, newSize, hookArguments);
        var (name, path, type, more) = (Text.Of(newName), Text.Of(lxcPath), Text.Of(storage), Text.Of(data));
        var words = Text.Words(hookArguments);
        var copy = Border.Call(c, null, x => x.Clone(name, path, (LxcCloneFlags)flags, type, more, newSize, words));
        return copy is null ? null : Containers.New(copy);
    }

    [UnmanagedCallersOnly]
    public static byte Checkpoint(lxc_container* c, byte* directory, byte stop, byte verbose)
    {
        if (ForkedChild.Takes(c))
            return c->checkpoint(c, directory, stop, verbose);
        return Text.Of(directory) is { } place ? Border.Bool(c, x => x.Checkpoint(place, stop != 0, verbose != 0)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte Restore(lxc_container* c, byte* directory, byte verbose)
    {
        if (ForkedChild.Takes(c))
            return c->restore(c, directory, verbose);
        return Text.Of(directory) is { } place ? Border.Bool(c, x => x.Restore(place, verbose != 0)) : (byte)0;
    }

    /// <summary>0 for what was done, else a negative number (feature checks: 1 when all are there, and what is there in the bits).</summary>
    [UnmanagedCallersOnly]
    public static int Migrate(lxc_container* c, uint command, migrate_opts* options, uint size)
    {
        if (ForkedChild.Takes(c))
            return c->migrate(c, command, options, size);
        if (options is null || Containers.Find(c) is null || Text.Of(options->directory) is not { } place)
            return -22; // EINVAL
        var (stop, verbose) = (options->stop != 0, options->verbose != 0);
        return command switch
        {
            1 => Border.Call(c, false, x => x.Checkpoint(place, stop, verbose)) ? 0 : -1,
            2 => Border.Call(c, false, x => x.Restore(place, verbose)) ? 0 : -1,
            _ => -22,
        };
    }

    private static byte Start(lxc_container* c, bool useInit, List<string>? words) =>
        Border.Bool(c, x => x.Start(useInit, words is { Count: 0 } ? null : words));

    private static byte Create(lxc_container* c, string? template, string? storage, LxcStorageSpecs? specs, int flags, List<string>? words) =>
        Border.Bool(c, x => x.Create(template, storage, specs, (flags & LXC_CREATE_QUIET) != 0, words));

    private static LxcStorageSpecs? Specs(bdev_specs* specs) => specs is null ? null : new LxcStorageSpecs
    {
        FsType = Text.Of(specs->fstype),
        FsSize = specs->fssize,
        Directory = Text.Of(specs->dir),
    };

    private static byte Handed(List<string> words, Func<nint, byte> call)
    {
        var argv = Text.NewArray(words);
        try
        {
            return call((nint)argv);
        }
        finally
        {
            Text.FreeArray(argv);
        }
    }
}
