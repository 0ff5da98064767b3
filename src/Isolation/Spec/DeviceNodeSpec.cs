namespace Orchestrator.Isolation.Spec;

/// <summary>A device node that the container gets, and may open.</summary>
/// <param name="Path">Absolute, inside.</param>
/// <param name="Kind"><c>b</c>, <c>c</c>, or <c>p</c> for a FIFO.</param>
/// <param name="Mode">Permissions, e.g. 438 (octal 0666).</param>
/// <param name="Uid">Owner inside.</param>
/// <param name="Gid">Group inside.</param>
/// <param name="Access">Some of r, w and m.</param>
public sealed record DeviceNodeSpec(string Path, char Kind, int Major, int Minor, int Mode, uint Uid, uint Gid, string Access);
