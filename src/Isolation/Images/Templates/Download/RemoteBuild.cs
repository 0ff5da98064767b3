namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>One build of a distribution on a server.</summary>
internal sealed record RemoteBuild(string Id, RemoteFile Rootfs, RemoteFile? Metadata);
