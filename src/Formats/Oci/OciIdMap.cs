namespace Orchestrator.Formats.Oci;

public sealed record OciIdMap(uint ContainerId, uint HostId, uint Size);
