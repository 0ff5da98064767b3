using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

internal static unsafe class SnapshotFunctions
{
    [UnmanagedCallersOnly]
    public static int Snapshot(lxc_container* c, byte* commentFile)
    {
        if (ForkedChild.Takes(c))
            return c->snapshot(c, commentFile);
        var comment = Text.Of(commentFile);
        return Border.Number(c, x => x.Snapshot(comment));
    }

    /// <summary>The array is for the caller to free, its members by their own free first.</summary>
    [UnmanagedCallersOnly]
    public static int List(lxc_container* c, lxc_snapshot** snapshots)
    {
        if (ForkedChild.Takes(c))
            return c->snapshot_list(c, snapshots);
        if (snapshots is null || Border.Call(c, null, static x => x.SnapshotList()) is not { } list)
            return -1;
        *snapshots = null;
        if (list.Count == 0)
            return 0;
        var array = (lxc_snapshot*)NativeMemory.Alloc((nuint)list.Count, (nuint)sizeof(lxc_snapshot));
        for (var i = 0; i < list.Count; i++)
        {
            array[i].name = Text.New(list[i].Name);
            // Where a comment would be, also without one: bindings take this for a text without looking.
            array[i].comment_pathname = Text.New(list[i].CommentPath ?? Path.Combine(list[i].LxcPath, list[i].Name, "comment"));
            array[i].timestamp = Text.New(list[i].Timestamp);
            array[i].lxcpath = Text.New(list[i].LxcPath);
            array[i].free = &Free;
        }
        *snapshots = array;
        return list.Count;
    }

    [UnmanagedCallersOnly]
    public static byte Restore(lxc_container* c, byte* snapshot, byte* newName)
    {
        if (ForkedChild.Takes(c))
            return c->snapshot_restore(c, snapshot, newName);
        var name = Text.Of(newName);
        return Text.Of(snapshot) is { } from ? Border.Bool(c, x => x.SnapshotRestore(from, name)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte Destroy(lxc_container* c, byte* snapshot)
    {
        if (ForkedChild.Takes(c))
            return c->snapshot_destroy(c, snapshot);
        return Text.Of(snapshot) is { } name ? Border.Bool(c, x => x.SnapshotDestroy(name)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte DestroyAll(lxc_container* c) =>
        ForkedChild.Takes(c) ? c->snapshot_destroy_all(c) : Border.Bool(c, static x => x.SnapshotDestroyAll());

    [UnmanagedCallersOnly]
    private static void Free(lxc_snapshot* snapshot)
    {
        if (snapshot is null)
            return;
        NativeMemory.Free(snapshot->name);
        NativeMemory.Free(snapshot->comment_pathname);
        NativeMemory.Free(snapshot->timestamp);
        NativeMemory.Free(snapshot->lxcpath);
    }
}
