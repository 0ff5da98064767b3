namespace Orchestrator.Contracts.Nodes;

public sealed record VersionView(string Version, string Api, string Runtime, int DaemonPid);
