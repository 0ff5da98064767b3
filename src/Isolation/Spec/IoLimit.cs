namespace Orchestrator.Isolation.Spec;

/// <summary>How much a container may read and write of one block device in a second; null is as before, 0 without limit.</summary>
/// <param name="Device">A path such as /dev/vda, or MAJOR:MINOR.</param>
public sealed record IoLimit(string Device, long? ReadBps, long? WriteBps, long? ReadIops, long? WriteIops)
{
    public IoLimit With(IoLimit change) => new(
        Device, change.ReadBps ?? ReadBps, change.WriteBps ?? WriteBps, change.ReadIops ?? ReadIops, change.WriteIops ?? WriteIops);
}
