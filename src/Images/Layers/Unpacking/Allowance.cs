namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Counts what one layer takes, and ends it at the first limit that is reached.</summary>
/// <param name="folder">A folder on the disk whose free space is looked at.</param>
internal sealed class Allowance(UnpackLimits limits, string folder)
{
    /// <summary>So much is written between two looks at the disk.</summary>
    private const long LookEvery = 32L << 20;

    /// <summary>A file without content takes room for its inode and its name.</summary>
    private const long EntryCost = 1024;

    private readonly DriveInfo _disk = new(folder);
    private long _sinceLook = LookEvery;

    public long Entries { get; private set; }

    public long Bytes { get; private set; }

    public void TakeEntry()
    {
        if (++Entries > limits.Entries)
            throw Limit($"it has more than {limits.Entries} entries");
        limits.Image?.TakeEntry();
        LookAtDisk(EntryCost, 0);
    }

    public void TakeBytes(long count)
    {
        if (count > limits.Bytes - Bytes)
            throw Limit($"it holds more than {Sizes.Text(limits.Bytes)}");
        Bytes += count;
        limits.Image?.TakeBytes(count);
        LookAtDisk(count, count);
    }

    /// <summary>Holes take no room, but no file may be longer than the layer may be large.</summary>
    public void CheckLength(long length)
    {
        if (length > limits.Bytes)
            throw Limit($"a file of it is {Sizes.Text(length)} long");
    }

    private void LookAtDisk(long cost, long ahead)
    {
        _sinceLook += cost;
        if (_sinceLook < LookEvery)
            return;
        _sinceLook = 0;
        var free = _disk.AvailableFreeSpace - ahead;
        if (free < limits.DiskReserve)
        {
            throw new LayerException(
                UnpackProblemKind.NoSpace,
                $"the disk of {folder} would have less than {Sizes.Text(limits.DiskReserve)} left, the engine's reserve; make room, with orch rm and orch image rm, and try again");
        }
    }

    private static LayerException Limit(string what) => new(UnpackProblemKind.Limit, $"{what}, the limit of a layer");
}
