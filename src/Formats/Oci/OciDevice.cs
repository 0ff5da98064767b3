namespace Orchestrator.Formats.Oci;

/// <summary>A node that the container gets.</summary>
/// <param name="Type">c, b or p; u is another name of c.</param>
public sealed record OciDevice(string Path, char Type, int Major, int Minor, int Mode, uint Uid, uint Gid);
