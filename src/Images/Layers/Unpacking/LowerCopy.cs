using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Copies a file of a lower layer into this one, as overlay does before a link to it is made.</summary>
internal static class LowerCopy
{
    public static void Make(LowerEntry lower, ReadOnlySpan<byte> place, int directory, ReadOnlySpan<byte> name, Allowance allowance)
    {
        if (lower.Status.IsLink)
        {
            var target = new byte[LayerPath.MostBytes + 1];
            var length = EntryCalls.ReadLink(lower.Layer, [.. place.TrimStart((byte)'/'), 0], target.AsSpan(0, LayerPath.MostBytes));
            Check(length, place);
            Check(EntryCalls.MakeSymbolicLink(target.AsSpan(0, length + 1), directory, name), place);
            Check(EntryCalls.ChangeOwner(directory, name, lower.Status.Uid, lower.Status.Gid), place);
            return;
        }
        if (!lower.Status.IsRegular)
            throw new LayerException(UnpackProblemKind.Malformed, $"a hard link leads to {Tar.TarEntry.Text(place)}, which is no file in the layers below");
        allowance.TakeBytes((long)lower.Status.Size);
        var from = LowerLayers.Open(lower, place);
        Check(from, place);
        try
        {
            var to = EntryCalls.Open(directory, name, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL, 0x180);
            Check(to, place);
            try
            {
                Copy(from, to, lower.Status, place);
            }
            finally
            {
                EntryCalls.Close(to);
            }
        }
        finally
        {
            EntryCalls.Close(from);
        }
    }

    private static void Copy(int from, int to, EntryStatus status, ReadOnlySpan<byte> place)
    {
        var buffer = new byte[256 << 10];
        while (true)
        {
            var got = EntryCalls.Read(from, buffer);
            Check(got, place);
            if (got == 0)
                break;
            Check(EntryCalls.Write(to, buffer.AsSpan(0, got)), place);
        }
        Check(EntryCalls.ChangeOwner(to, status.Uid, status.Gid), place);
        Check(EntryCalls.ChangeMode(to, status.Permissions), place);
        foreach (var (name, value) in EntryAttributes.Of(from) ?? [])
            EntryAttributes.Set(to, name, value);
        Check(EntryCalls.ChangeTime(to, status.Seconds, status.Nanoseconds), place);
    }

    private static void Check(int result, ReadOnlySpan<byte> place)
    {
        if (result < 0)
            throw Refusal.Of(result, "copying up", place);
    }
}
